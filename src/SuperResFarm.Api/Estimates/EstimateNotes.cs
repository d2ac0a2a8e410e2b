using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Api.Estimates;

/// <summary>What an estimate lacks, and what to do about it.</summary>
internal static class EstimateNotes
{
    /// <returns>Whole sentences.</returns>
    public static IEnumerable<string> Of(
        UpscaleParameters parameters, FarmPace farm, SizeSurvey survey, int unknown, int others, ResultSizes sizes, Quantity? seconds, double? price, Finish? finish)
    {
        if (!survey.HasSizes)
            yield return "No image was looked at, so sizes are those of other jobs: set Api:Estimates:Sample above 0, or look whether the object store answers.";
        if (unknown > 0)
            yield return $"The headers of {unknown} images lie beyond their first {HeaderReader.MostBytes >> 10} KiB or were not read in time; they are taken for usual ones.";
        if (others > 0)
            yield return $"{others} of the images looked at ask for parameters of their own and are counted as if they asked for the job's.";
        if (!sizes.AreKnown)
            yield return "How much the model enlarges is not known here, so the megapixels of results are missing: give outScale, or import the model into the service's folder.";
        if (seconds is null)
            yield return $"Nothing was measured yet of '{parameters.Model}'{(parameters.EightOrientations ? " in eight orientations" : "")}{(parameters.Faces is null ? "" : " with faces")}: submit a job of a few images with it and ask again.";
        else if (price is null)
            yield return "No price is known: set Api:Estimates:DeviceHourPrice, or Worker:DeviceHourPrice of the workers.";
        if (seconds is not null && finish is null)
            yield return $"No worker has reported a result in the last {FarmPace.Window.TotalMinutes:0} minutes, so nobody can tell when it would be done: look whether workers run.";
        if (finish is not null && !farm.IsWhole)
            yield return "There are more open jobs than are counted, so it may be done later.";
    }
}
