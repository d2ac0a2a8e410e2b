using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Imaging.Encode;

/// <summary>What stands beside the pixels of a PNG result, as libvips writes it.</summary>
internal static class PngMetadata
{
    private const string Exif = "eXIf";

    /// <summary>Lets libvips write an image of one pixel with all metadata on it, and takes that file apart.</summary>
    /// <param name="size">Of the result, which its EXIF block states.</param>
    /// <param name="format">Of the result.</param>
    /// <param name="metadata">From the source.</param>
    /// <param name="settings">What to leave out and what to add.</param>
    public static PngExtras Of(PixelSize size, PixelFormat format, ImageMetadata metadata, EncodeSettings settings)
    {
        var deep = format.Depth == SampleDepth.Sixteen;
        using var black = Image.Black(1, 1, format.Channels);
        using var samples = black.Cast(deep ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        using var pixel = samples.Copy(interpretation: (format.ColorChannels, deep) switch
        {
            (1, false) => Enums.Interpretation.Bw,
            (1, true) => Enums.Interpretation.Grey16,
            (_, false) => Enums.Interpretation.Srgb,
            (_, true) => Enums.Interpretation.Rgb16,
        });
        using var image = OutputMetadata.Attach(pixel, metadata, settings, format);
        var extras = PngExtras.Of(image.PngsaveBuffer(compression: 0));
        return new PngExtras([.. extras.BeforePixels.Select(Sized)], [.. extras.BehindPixels.Select(Sized)]);

        PngChunk Sized(PngChunk chunk) => chunk.Type == Exif ? chunk with { Data = ExifBlock.WithSize(chunk.Data.Span, size) } : chunk;
    }
}
