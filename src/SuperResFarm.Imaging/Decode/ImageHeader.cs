using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>What is known of a source before a pixel is decoded.</summary>
public sealed record ImageHeader
{
    /// <summary>Format by content.</summary>
    public required ImageFormat Format { get; init; }

    /// <summary>Size as stored in the file.</summary>
    public required PixelSize StoredSize { get; init; }

    /// <summary>Size upright, after the EXIF orientation; this is what rows are delivered in.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>Layout of the delivered rows: palettes expanded, CMYK converted, 16 bits kept.</summary>
    public required PixelFormat Pixels { get; init; }

    /// <summary>Frames or pages in the file, at least 1; only the first is delivered.</summary>
    public required int Frames { get; init; }

    /// <summary>EXIF orientation of the stored pixels, 1 to 8; 1 is upright. Delivered rows are always upright.</summary>
    public required int Orientation { get; init; }

    /// <summary>Whether the delivered samples are described by an embedded ICC profile.</summary>
    public required bool HasIcc { get; init; }

    /// <summary>Progressive JPEG or interlaced PNG: decoding holds the whole image in memory.</summary>
    public required bool Interlaced { get; init; }

    /// <summary>Quality that a JPEG file was written with, 1 to 100, as its quantisation tables tell; null for other formats and damaged tables.</summary>
    public int? JpegQuality { get; init; }

    /// <summary>What a user should know: frames left out, profiles missing, remarks of the decoder. Whole sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
