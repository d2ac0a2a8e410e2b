using System.ComponentModel.DataAnnotations;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Encode;

/// <summary>How a result is written.</summary>
public sealed record EncodeSettings
{
    /// <value>One of <see cref="CodecSupport.Writable"/>.</value>
    public required ImageFormat Format { get; init; }

    /// <value>Quality of JPEG, WebP and AVIF: 1 to 100, default 95. From 90 on, colour is stored at full resolution (4:4:4).</value>
    [Range(1, 100)]
    public int Quality { get; init; } = 95;

    /// <value>PNG deflate level: 0 to 9, default 1. Enlarged pictures gain little above 1 and cost several times as much.</value>
    [Range(0, 9)]
    public int PngLevel { get; init; } = 1;

    /// <value>Default deflate.</value>
    public TiffCompression TiffCompression { get; init; } = TiffCompression.Deflate;

    /// <value>Lossless WebP or AVIF; the other formats ignore it. Default no.</value>
    public bool Lossless { get; init; }

    /// <value>
    /// Leave out EXIF, XMP, IPTC and resolution. The ICC profile stays: without it the samples mean other colours. Default no.
    /// </value>
    public bool Strip { get; init; }

    /// <value>XMP packet of the result in place of the source's, also with <see cref="Strip"/>; null writes the source's, if that is kept.</value>
    public byte[]? Xmp { get; init; }

    /// <value>Size to resample the rows to (Lanczos, three lobes) before writing; null keeps theirs.</value>
    public PixelSize? ResizeTo { get; init; }

    /// <value>Written as EXIF Software when the source names none; null writes none.</value>
    public string? Software { get; init; }
}
