using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Cli.Comparing;

/// <summary>How far two images are from each other.</summary>
/// <param name="Image">The one.</param>
/// <param name="Reference">The other, of the same size and layout.</param>
/// <param name="Quality">On luma and on colours.</param>
/// <param name="Difference">Sample by sample, the border included.</param>
/// <param name="BorderPixels">What <paramref name="Quality"/> leaves out on every side.</param>
/// <param name="Notes">What else a user should know, as sentences.</param>
internal sealed record Comparison(Raster Image, Raster Reference, QualityFigures Quality, Difference Difference, int BorderPixels, IReadOnlyList<string> Notes)
{
    /// <summary>What differences were multiplied with in the map; null when there is none.</summary>
    public double? MapFactor { get; init; }

    /// <summary>Share of the pixels that differ, 0 to 1.</summary>
    public double DifferingShare => (double)Difference.DifferingPixels / Image.Size.Pixels;

    /// <summary>The largest whole factor that keeps the largest difference below white, at least 1.</summary>
    public double UsualFactor => Difference.Largest == 0 ? 1 : Math.Max(1, Image.Format.MaxSample / Difference.Largest);

    /// <summary>Reads and compares two files.</summary>
    /// <exception cref="FarmException">One cannot be read, or they cannot be compared; the message names the file.</exception>
    public static Comparison Of(string path, string referencePath, int border, ImageLimits limits)
    {
        var ((image, header, icc), (reference, referenceHeader, referenceIcc)) = (Read(path, limits), Read(referencePath, limits));
        if (image.Size != reference.Size)
            throw Wrong($"'{path}' is {image.Size}, but '{referencePath}' is {reference.Size}: only images of one size can be compared; cut or resize one of them");
        if (image.Format != reference.Format)
            throw Wrong($"'{path}' is {image.Format}, but '{referencePath}' is {reference.Format}: only images of the same channels and bits can be compared; convert one of them");
        if (2 * (long)border >= Math.Min(image.Size.Width, image.Size.Height))
            throw Wrong($"--crop {border} leaves nothing of {image.Size}: give fewer pixels");
        return new(
            image, reference, QualityFigures.Of(image, reference, border, colors: true), Difference.Between(image, reference), border,
            [.. header.Warnings.Select(warning => $"'{path}': {warning}"), .. referenceHeader.Warnings.Select(warning => $"'{referencePath}': {warning}"), .. NotesOn(icc, referenceIcc)]);
    }

    private static IEnumerable<string> NotesOn(byte[]? icc, byte[]? referenceIcc)
    {
        if (!(icc ?? []).AsSpan().SequenceEqual(referenceIcc))
            yield return "Their ICC profiles differ: equal samples are not equal colours. Samples are compared as they are.";
    }

    private static (Raster Image, ImageHeader Header, byte[]? Icc) Read(string path, ImageLimits limits)
    {
        try
        {
            return RasterReader.Read(path, limits);
        }
        catch (FarmException fault)
        {
            throw FarmException.Rejected(fault.Code, $"'{path}': {fault.Message}", fault);
        }
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, $"{message}.");
}
