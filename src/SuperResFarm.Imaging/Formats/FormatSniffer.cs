namespace SuperResFarm.Imaging.Formats;

/// <summary>Tells what a file is by its first bytes; its name is never asked.</summary>
public static class FormatSniffer
{
    /// <summary>As many first bytes of a file as any answer needs.</summary>
    public const int HeadBytes = 512;

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];
    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static ReadOnlySpan<byte> JxlCodestream => [0xFF, 0x0A];
    private static ReadOnlySpan<byte> JxlContainer => [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' '];
    private static ReadOnlySpan<byte> LittleTiff => [(byte)'I', (byte)'I', 42, 0];
    private static ReadOnlySpan<byte> LittleBigTiff => [(byte)'I', (byte)'I', 43, 0];
    private static ReadOnlySpan<byte> BigTiff => [(byte)'M', (byte)'M', 0, 42];
    private static ReadOnlySpan<byte> BigBigTiff => [(byte)'M', (byte)'M', 0, 43];

    /// <param name="head">The first bytes of the file, up to <see cref="HeadBytes"/>.</param>
    /// <returns>The format, or null when it is none we know.</returns>
    public static ImageFormat? Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Jpeg))
            return ImageFormat.Jpeg;
        if (head.StartsWith(Png))
            return ImageFormat.Png;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return ImageFormat.Gif;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return ImageFormat.WebP;
        if (IsTiff(head) && !IsCanonRaw(head))
            return ImageFormat.Tiff;
        if (head.StartsWith(JxlCodestream) || head.StartsWith(JxlContainer))
            return ImageFormat.Jxl;
        return SniffHeif(head);
    }

    /// <param name="head">The first bytes of the file, up to <see cref="HeadBytes"/>.</param>
    /// <returns>A noun with its article, such as <c>an SVG document</c>, for the sentence that refuses it.</returns>
    public static string Describe(ReadOnlySpan<byte> head) =>
        Sniff(head) is { } format ? FormatNames.WithArticle(format) : ForeignContent.Describe(head, IsTiff(head));

    private static bool IsTiff(ReadOnlySpan<byte> head) =>
        head.StartsWith(LittleTiff) || head.StartsWith(BigTiff) || head.StartsWith(LittleBigTiff) || head.StartsWith(BigBigTiff);

    // Canon's raw files begin like a TIFF whose first directory is a preview picture.
    private static bool IsCanonRaw(ReadOnlySpan<byte> head) => head.Length >= 10 && head[8..].StartsWith("CR"u8);

    private static ImageFormat? SniffHeif(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..].StartsWith("ftyp"u8))
            return null;
        // Box length, 'ftyp', major brand, minor version, then the compatible brands, four bytes each.
        var brands = head[8..Math.Min(head.Length, 64)];
        if (brands.IndexOf("avif"u8) >= 0 || brands.IndexOf("avis"u8) >= 0)
            return ImageFormat.Avif;
        return brands.StartsWith("hei"u8) || brands.StartsWith("hev"u8) || brands.StartsWith("mif1"u8) ? ImageFormat.Heic : null;
    }
}
