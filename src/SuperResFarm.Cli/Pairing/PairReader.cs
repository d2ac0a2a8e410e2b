using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Cli.Pairing;

/// <summary>Reads the two resolutions of an image and makes sure that they can be measured.</summary>
/// <param name="scale">High over low resolution.</param>
/// <param name="limits">What a file may cost.</param>
internal sealed class PairReader(int scale, ImageLimits limits)
{
    // Nothing less is left to be measured when the border is off.
    private int LeastEdge => 2 * scale + 1;

    /// <returns>The high resolution, cut at the right and below to a multiple of the scale as the field does, and the low one.</returns>
    /// <exception cref="FarmException">One of them cannot be used; the message names the file.</exception>
    public (Raster High, Raster Low) Read(ImagePair pair)
    {
        if (pair.Fault is { } fault)
            throw FarmException.Rejected(FailureCode.SourceMissing, $"'{pair.High}': {fault}.");
        var whole = ReadOne(pair.High);
        var size = new PixelSize(whole.Size.Width / scale * scale, whole.Size.Height / scale * scale);
        if (Math.Min(size.Width, size.Height) < LeastEdge)
            throw Wrong(pair.High, $"the image is {whole.Size}, and nothing is left of it without a border of {scale} pixels; measure larger ones");
        var high = size == whole.Size ? whole : whole.Crop(0, 0, size);
        if (pair.Low is null && scale == 1)
            throw Wrong(pair.High, "at a scale of 1 nothing is made small, so there is nothing to restore; give the damaged images with --lr, or as NAME_LR beside NAME_HR");
        if (pair.Low is not { } file)
            return (high, Imresize.Shrink(high, scale));
        var low = ReadOne(file);
        var expected = new PixelSize(size.Width / scale, size.Height / scale);
        if (low.Size != expected)
            throw Wrong(file, $"the image is {low.Size}, but '{pair.High}' of {whole.Size} makes {expected} at a scale of {scale}; give the scale of the set with -s, or its own files");
        if (low.Format != high.Format)
            throw Wrong(file, $"the image is {low.Format}, but '{pair.High}' is {high.Format}; bring both to the same");
        return (high, low);
    }

    private Raster ReadOne(string file)
    {
        try
        {
            var image = RasterReader.Read(file, limits).Image;
            if (image.Format.HasAlpha)
                throw Wrong(file, $"the image is {image.Format}, and benchmarks have no alpha; remove it");
            if (image.Format.Depth != SampleDepth.Eight)
                throw Wrong(file, $"the image is {image.Format}, and the field measures 8 bits; convert it");
            return image;
        }
        catch (FarmException fault) when (!fault.Message.Contains(file, StringComparison.Ordinal))
        {
            throw FarmException.Rejected(fault.Code, $"'{file}': {fault.Message}", fault);
        }
    }

    private static FarmException Wrong(string file, string why) => FarmException.Rejected(FailureCode.SourceUnsupported, $"'{file}': {why}.");
}
