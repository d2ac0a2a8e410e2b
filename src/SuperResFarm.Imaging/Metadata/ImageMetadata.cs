using NetVips;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>
/// What a source says besides its pixels, in the form it goes into a result: without orientation, thumbnail and
/// statements about the old size.
/// </summary>
public sealed class ImageMetadata
{
    /// <summary>Nothing known.</summary>
    public static readonly ImageMetadata None = new();

    /// <summary>ICC profile that describes the delivered samples, byte for byte as in the source; null means sRGB or plain gray.</summary>
    public byte[]? Icc { get; init; }

    /// <summary>EXIF block of the source, upright and without thumbnail; the encoder writes it with <see cref="ExifFields"/> in force.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>EXIF entries to keep, by libvips field name such as <c>exif-ifd0-Make</c>.</summary>
    public IReadOnlyDictionary<string, string> ExifFields { get; init; } = new Dictionary<string, string>();

    /// <summary>XMP packet, UTF-8, with its own statement of the orientation set upright.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>IPTC block as stored in the source.</summary>
    public byte[]? Iptc { get; init; }

    /// <summary>Horizontal resolution in dots per inch, or null when the source does not say.</summary>
    public double? DpiX { get; init; }

    /// <summary>Vertical resolution in dots per inch, or null when the source does not say.</summary>
    public double? DpiY { get; init; }

    /// <summary>Takes the metadata off a freshly opened image.</summary>
    /// <param name="image">The image as loaded, before it is turned upright.</param>
    /// <param name="turned">Whether the orientation exchanges width and height.</param>
    /// <param name="keepIcc">False when the pixels are converted away from the embedded profile.</param>
    internal static ImageMetadata From(Image image, bool turned, bool keepIcc)
    {
        var (x, y) = (Dpi(image.Xres), Dpi(image.Yres));
        return new ImageMetadata
        {
            Icc = keepIcc ? Blob(image, "icc-profile-data") : null,
            Exif = Blob(image, "exif-data") is { } exif ? ExifBlock.Upright(exif) : null,
            ExifFields = ExifTags.Kept(image),
            Xmp = Blob(image, "xmp-data") is { } xmp ? XmpPacket.Upright(xmp) : null,
            Iptc = Blob(image, "iptc-data"),
            DpiX = turned ? y : x,
            DpiY = turned ? x : y,
        };
    }

    private static byte[]? Blob(Image image, string name) => image.Contains(name) ? image.Get(name) as byte[] : null;

    // libvips counts in pixels per millimetre and says exactly 1 when the file says nothing.
    private static double? Dpi(double perMillimetre) => perMillimetre is 1.0 or <= 0 ? null : perMillimetre * 25.4;
}
