using System.Globalization;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>One image that has ended, as a line for people.</summary>
internal static class OutcomeLine
{
    public static string Of(Outcome outcome, int total)
    {
        var head = $"[{outcome.Item.Number}/{total}] {outcome.Item.Source}";
        if (outcome.Error is { } error)
            return $"{head}: FAILED {error.Spelled()}: {outcome.Message}";
        if (outcome.Report is not { } report)
            return $"{head}: skipped, unchanged";
        return $"{head}: {report.Plan.Source.Size} -> {report.Plan.Output.Final} {report.Plan.Output.Encode.Format} in {report.Elapsed.TotalSeconds:0.00} s{FacesOf(report)}";
    }

    public static IEnumerable<string> WarningsOf(Outcome outcome) =>
        (outcome.Report?.Plan.Warnings ?? []).Select(warning => $"    warning: {warning}");

    public static string DetailsOf(Outcome outcome)
    {
        if (outcome.Report is not { } report)
            return "";
        var (tiles, times) = (report.Plan.Tiles, report.Times);
        return $"    {tiles.Grid.Count} tiles of {tiles.Grid.Shape}, halo {tiles.Halo}, {tiles.Passes} passes, {tiles.Lanes} lanes; seconds: "
            + $"decode {times.Decode.TotalSeconds:0.00}, infer {times.Infer.TotalSeconds:0.00}, place {times.Place.TotalSeconds:0.00}, encode {times.Encode.TotalSeconds:0.00}"
            + (report.Consistency is { } agrees ? string.Create(CultureInfo.InvariantCulture, $"; {agrees.Psnr:0.0} dB from the source, {agrees.WorstPsnr:0.0} at {agrees.WorstX},{agrees.WorstY}") : "");
    }

    private static string FacesOf(UpscaleReport report) => report.Plan.Faces switch
    {
        null => "",
        { Faces.Count: 0 } => ", no face",
        { Synthesised: false } faces => $", {Counted(faces)} left as enlarged",
        var faces => $", {Counted(faces)} made by {faces.Model.Name}",
    };

    private static string Counted(FaceReport faces) => faces.Faces.Count == 1 ? "1 face" : $"{faces.Faces.Count} faces";
}
