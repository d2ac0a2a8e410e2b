using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Imaging.Encode;

/// <summary>What stands beside the pixels of a PNG result, as libvips writes it; but our own XMP stands where the XMP specification wants it (part 3, 1.1.5): in an iTXt chunk that is
/// not compressed, so that programs which only look for a packet find it.</summary>
internal static class PngMetadata
{
    private const string Exif = "eXIf", Compressed = "zTXt", Text = "iTXt";

    private static ReadOnlySpan<byte> XmpKeyword => "XML:com.adobe.xmp\0"u8;

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
        return new PngExtras([.. extras.BeforePixels.Select(Final)], [.. extras.BehindPixels.Select(Final)]);

        PngChunk Final(PngChunk chunk) => chunk.Type switch
        {
            Exif => chunk with { Data = ExifBlock.WithSize(chunk.Data.Span, size) },
            // Not compressed, no language, no translated keyword: PNG third edition, 11.3.3.4.
            Compressed or Text when settings.Xmp is { } xmp && chunk.Data.Span.StartsWith(XmpKeyword) => new PngChunk(Text, (byte[])[.. XmpKeyword, 0, 0, 0, 0, .. xmp]),
            _ => chunk,
        };
    }
}
