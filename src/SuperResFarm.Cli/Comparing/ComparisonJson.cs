using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Comparing;

/// <summary>A comparison for programs. A PSNR is left out where nothing differs.</summary>
internal static class ComparisonJson
{
    /// <summary>Names this form; another number when a field changes its meaning.</summary>
    public const string Schema = "superres-compare/1";

    public static string Write(Comparison comparison) => CliJson.Document(new
    {
        Schema,
        comparison.Image.Size.Width,
        comparison.Image.Size.Height,
        comparison.Image.Format.Channels,
        BitsPerSample = (int)comparison.Image.Format.Depth,
        comparison.BorderPixels,
        PsnrY = Finite(comparison.Quality.PsnrY),
        comparison.Quality.SsimY,
        PsnrRgb = Finite(comparison.Quality.PsnrRgb),
        comparison.Quality.SsimRgb,
        Identical = comparison.Difference.Largest == 0,
        LargestDifference = comparison.Difference.Largest,
        At = comparison.Difference.Largest == 0 ? null : new { comparison.Difference.X, comparison.Difference.Y },
        comparison.Difference.DifferingPixels,
        comparison.DifferingShare,
        comparison.MapFactor,
        comparison.Notes,
    });

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
