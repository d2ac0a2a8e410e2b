using NetVips;

namespace SuperResFarm.Imaging.Formats;

/// <summary>Formats this build really reads and writes, asked from the native library once.</summary>
public static class CodecSupport
{
    private static readonly Lazy<IReadOnlySet<ImageFormat>> _read = new(() => Where(Reads));
    private static readonly Lazy<IReadOnlySet<ImageFormat>> _write = new(() => Where(Writes));

    /// <summary>Formats that can be opened.</summary>
    public static IReadOnlySet<ImageFormat> Readable => _read.Value;

    /// <summary>Formats that can be written.</summary>
    public static IReadOnlySet<ImageFormat> Writable => _write.Value;

    /// <returns>Whether a file of that format can be opened.</returns>
    public static bool CanRead(ImageFormat format) => Readable.Contains(format);

    /// <returns>Whether that format can be written. GIF never: 256 colours would undo the work.</returns>
    public static bool CanWrite(ImageFormat format) => Writable.Contains(format);

    /// <returns>Longest XMP packet in bytes that the library's encoders write: above it they leave it out without an error.</returns>
    public static int MaxXmpBytes(ImageFormat format) => format == ImageFormat.Jpeg ? 60_000 : int.MaxValue;

    /// <returns>File extensions in lower case with their dot, the usual one first.</returns>
    public static IReadOnlyList<string> Extensions(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => [".jpg", ".jpeg", ".jpe", ".jfif"],
        ImageFormat.Png => [".png"],
        ImageFormat.WebP => [".webp"],
        ImageFormat.Tiff => [".tif", ".tiff"],
        ImageFormat.Gif => [".gif"],
        ImageFormat.Avif => [".avif"],
        ImageFormat.Heic => [".heic", ".heif"],
        ImageFormat.Jxl => [".jxl"],
        _ => [],
    };

    /// <param name="extension">A file extension with its dot, in any case.</param>
    /// <returns>The format people mean by it, or null.</returns>
    public static ImageFormat? FromExtension(string extension)
    {
        foreach (var format in Enum.GetValues<ImageFormat>())
            if (Extensions(format).Contains(extension, StringComparer.OrdinalIgnoreCase))
                return format;
        return null;
    }

    private static HashSet<ImageFormat> Where(Func<ImageFormat, bool> supports)
    {
        VipsRuntime.EnsureStarted();
        return [.. Enum.GetValues<ImageFormat>().Where(supports)];
    }

    private static bool Reads(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => Has("jpegload_source"),
        ImageFormat.Png => Has("pngload_source"),
        ImageFormat.WebP => Has("webpload_source"),
        ImageFormat.Tiff => Has("tiffload_source"),
        ImageFormat.Gif => Has("gifload_source"),
        ImageFormat.Avif => Has("heifload_source") && HasHeifCodec(Enums.ForeignHeifCompression.Av1),
        ImageFormat.Heic => Has("heifload_source") && HasHeifCodec(Enums.ForeignHeifCompression.Hevc),
        // JPEG XL would also need its place among VipsRuntime.AllowedLoaders; no build we use has it.
        _ => false,
    };

    private static bool Writes(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => Has("jpegsave"),
        ImageFormat.Png => Has("pngsave"),
        ImageFormat.WebP => Has("webpsave"),
        ImageFormat.Tiff => Has("tiffsave"),
        ImageFormat.Avif => Has("heifsave") && HasHeifCodec(Enums.ForeignHeifCompression.Av1),
        _ => false,
    };

    private static bool Has(string operation) => NetVips.NetVips.TypeFind("VipsOperation", operation) != 0;

    // The container is one thing, its codecs another: only a small picture there and back shows both directions.
    private static bool HasHeifCodec(Enums.ForeignHeifCompression codec)
    {
        try
        {
            using var picture = Image.Black(64, 64, bands: 3).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
            using var source = Source.NewFromMemory(picture.HeifsaveBuffer(compression: codec, effort: 0));
            using var back = Image.HeifloadSource(source, failOn: Enums.FailOn.Error);
            return back.WriteToMemory<byte>().Length > 0;
        }
        catch (VipsException)
        {
            return false;
        }
    }
}
