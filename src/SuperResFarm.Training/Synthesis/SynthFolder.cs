using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Encode;

namespace SuperResFarm.Training.Synthesis;

/// <summary>Writes made-up pictures as PNG files <c>synth_00000.png</c> and on.</summary>
internal static class SynthFolder
{
    /// <param name="folder">Is made where it is missing; files of these names are replaced.</param>
    /// <param name="maker">Makes the pictures.</param>
    /// <param name="count">How many.</param>
    /// <param name="workers">Pictures made at the same time.</param>
    /// <param name="made">Is told of each picture written.</param>
    /// <param name="ct">Ends it after the pictures at hand.</param>
    /// <exception cref="FarmException">OutputUnwritable: the folder cannot be written.</exception>
    public static async Task WriteAsync(string folder, PictureMaker maker, int count, int workers, Action made, CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct }, (number, _) =>
            {
                File.WriteAllBytes(Path.Combine(folder, $"synth_{number:D5}.png"), RasterPng.Write(maker.Make(number)));
                made();
                return ValueTask.CompletedTask;
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"The pictures cannot be written into '{folder}'; check that the folder may be written and the disk has room.", fault);
        }
    }
}
