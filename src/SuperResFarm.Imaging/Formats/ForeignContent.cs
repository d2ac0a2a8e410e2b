using System.Text;

namespace SuperResFarm.Imaging.Formats;

/// <summary>Names what is often sent by mistake, for the sentence that refuses it.</summary>
internal static class ForeignContent
{
    public static string Describe(ReadOnlySpan<byte> head, bool looksLikeTiff)
    {
        if (head.IsEmpty)
            return "an empty file";
        if (looksLikeTiff)
            return "a camera raw file";
        if (head.StartsWith("BM"u8))
            return "a BMP image";
        if (head.StartsWith("%PDF"u8))
            return "a PDF document";
        if (head.StartsWith("8BPS"u8))
            return "a Photoshop document";
        if (head.StartsWith("PK\u0003\u0004"u8))
            return "a ZIP archive";
        if (head.Length > 8 && head[4..].StartsWith("ftyp"u8))
            return "a video or an unknown HEIF file";
        return IsText(head) ? DescribeText(head) : "no image";
    }

    private static string DescribeText(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head);
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return "an SVG document";
        if (text.Contains("<html", StringComparison.OrdinalIgnoreCase))
            return "an HTML page";
        return text.TrimStart('\uFEFF', ' ', '\n', '\r', '\t').StartsWith("<?xml", StringComparison.Ordinal) ? "an XML document" : "plain text";
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
            if (b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'\f'))
                return false;
        return true;
    }
}
