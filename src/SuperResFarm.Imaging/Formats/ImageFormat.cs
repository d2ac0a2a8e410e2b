namespace SuperResFarm.Imaging.Formats;

/// <summary>File formats this farm knows by their first bytes; <see cref="CodecSupport"/> says which it can read and write.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: 8-bit gray, RGB or CMYK, no alpha.</summary>
    Jpeg,

    /// <summary>PNG: 8 or 16 bits, lossless.</summary>
    Png,

    /// <summary>WebP: 8-bit RGB or RGBA, sides up to 16383 pixels.</summary>
    WebP,

    /// <summary>TIFF and BigTIFF.</summary>
    Tiff,

    /// <summary>GIF; read only, first frame.</summary>
    Gif,

    /// <summary>AVIF: AV1 in a HEIF container.</summary>
    Avif,

    /// <summary>HEIC: HEVC in a HEIF container.</summary>
    Heic,

    /// <summary>JPEG XL.</summary>
    Jxl,
}
