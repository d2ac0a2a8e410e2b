using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Reads whole images into memory.</summary>
public static class RasterReader
{
    private const int LargestBytes = 2_000_000_000;   // what an array holds

    /// <summary>Reads a file: upright, palettes expanded, 16 bits kept, and colours under transparent pixels as they are stored.</summary>
    /// <param name="path">An existing file; its content decides what it is.</param>
    /// <param name="limits">What it may cost.</param>
    /// <returns>The image, what its header says, and its ICC profile, which the samples are still described by.</returns>
    /// <exception cref="FarmException">As <see cref="ImageSource.Open"/> and <see cref="ImageSource.ReadRows"/>; the message does not name the file.</exception>
    public static (Raster Image, ImageHeader Header, byte[]? Icc) Read(string path, ImageLimits limits)
    {
        using var source = ImageSource.Open(path, limits);
        var (size, format) = (source.Header.Size, source.Header.Pixels);
        if (size.Pixels * format.BytesPerPixel > LargestBytes)
            throw FarmException.Rejected(FailureCode.SourceTooLarge, $"The image is {size} pixels of {format}, too large to be held as a whole; cut out a part of it.");
        source.KeepsHiddenColor = true;
        var image = Raster.Black(size, format);
        source.ReadRows(0, size.Height, image.Samples);
        return (image, source.Header, source.Metadata.Icc);
    }
}
