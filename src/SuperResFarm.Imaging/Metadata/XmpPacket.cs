using System.Text;
using System.Text.RegularExpressions;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>
/// Corrects what an XMP packet says about the picture's own geometry. Works on the text, so that everything else stays byte
/// for byte: the packet comes from a stranger and is never given to an XML parser.
/// </summary>
internal static partial class XmpPacket
{
    /// <param name="packet">XMP in UTF-8.</param>
    /// <returns>The packet with orientation 1, without sizes and thumbnails; the same array when there was nothing to correct.</returns>
    public static byte[] Upright(byte[] packet)
    {
        // Latin-1 maps every byte to one character and back, whatever the packet's encoding.
        var text = Encoding.Latin1.GetString(packet);
        var corrected = OrientationValue().Replace(text, "${before}1");
        corrected = SizeAttribute().Replace(corrected, "");
        corrected = SizeElement().Replace(corrected, "");
        corrected = Thumbnails().Replace(corrected, "");
        return corrected == text ? packet : Encoding.Latin1.GetBytes(corrected);
    }

    [GeneratedRegex("""(?<before>tiff:Orientation(\s*=\s*["']|>))\s*[1-8]""", RegexOptions.NonBacktracking)]
    private static partial Regex OrientationValue();

    [GeneratedRegex("""\s(tiff:Image(Width|Length)|exif:Pixel[XY]Dimension)\s*=\s*("[0-9]*"|'[0-9]*')""", RegexOptions.NonBacktracking)]
    private static partial Regex SizeAttribute();

    [GeneratedRegex("""<(tiff:ImageWidth>[0-9]*</tiff:ImageWidth|tiff:ImageLength>[0-9]*</tiff:ImageLength|exif:PixelXDimension>[0-9]*</exif:PixelXDimension|exif:PixelYDimension>[0-9]*</exif:PixelYDimension)>""", RegexOptions.NonBacktracking)]
    private static partial Regex SizeElement();

    [GeneratedRegex("""<(xmp:Thumbnails>(.|\n)*?</xmp:Thumbnails|xap:Thumbnails>(.|\n)*?</xap:Thumbnails)>""", RegexOptions.NonBacktracking)]
    private static partial Regex Thumbnails();
}
