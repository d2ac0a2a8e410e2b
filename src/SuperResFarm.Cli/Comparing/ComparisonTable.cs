using System.Globalization;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Comparing;

/// <summary>A comparison for people.</summary>
internal static class ComparisonTable
{
    public static void Write(Comparison comparison, string? map)
    {
        FactTable.Write(RowsOf(comparison, map));
        foreach (var note in comparison.Notes)
            Console.Error.WriteLine($"note: {note}");
    }

    private static IEnumerable<(string, string)> RowsOf(Comparison comparison, string? map)
    {
        var (quality, difference) = (comparison.Quality, comparison.Difference);
        yield return ("images", $"{comparison.Image.Size} {comparison.Image.Format}");
        yield return ("measured", comparison.BorderPixels == 0 ? "whole" : $"without {comparison.BorderPixels} pixels on every side");
        yield return ("PSNR-Y", Decibels(quality.PsnrY));
        yield return ("SSIM-Y", Share(quality.SsimY));
        yield return ("PSNR-RGB", Decibels(quality.PsnrRgb));
        yield return ("SSIM-RGB", Share(quality.SsimRgb));
        yield return ("largest difference", difference.Largest == 0
            ? "none: the images are identical"
            : string.Create(CultureInfo.InvariantCulture, $"{difference.Largest} of {comparison.Image.Format.MaxSample}, first at column {difference.X}, row {difference.Y}"));
        yield return ("differing pixels", string.Create(CultureInfo.InvariantCulture, $"{difference.DifferingPixels} of {comparison.Image.Size.Pixels}, {100 * comparison.DifferingShare:0.##} %"));
        if (comparison.MapFactor is { } factor)
            yield return ("map", string.Create(CultureInfo.InvariantCulture, $"{map}: absolute differences x {factor:0.##}"));
    }

    private static string Decibels(double? value) => value is { } number && double.IsFinite(number) ? string.Create(CultureInfo.InvariantCulture, $"{number:0.00} dB") : "infinite";

    private static string Share(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "- (the images are smaller than its window of 11 pixels)";
}
