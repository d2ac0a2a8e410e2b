using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Looks at a file before any decoder does: length, first bytes, and whether we read such a format.</summary>
internal static class SourceFile
{
    /// <returns>The format by content, what its tables tell of a JPEG file's quality, and what a user should know that no decoder will say.</returns>
    /// <exception cref="FarmException">The file is missing, unreadable, too large or no image we read.</exception>
    public static (ImageFormat Format, int? JpegQuality, string[] Notes) Identify(string path, ImageLimits limits)
    {
        try
        {
            using var file = File.OpenRead(path);
            limits.CheckBytes(file.Length);
            Span<byte> buffer = stackalloc byte[FormatSniffer.HeadBytes];
            var format = Accepted(buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)]);
            file.Position = 0;
            return (format, format == ImageFormat.Jpeg ? JpegQuality.Of(file) : null, format == ImageFormat.Png && PngGamma.Warning(file) is { } note ? [note] : []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw DecodeFailures.Unreadable(exception);
        }
    }

    /// <returns>The format that a file begins as.</returns>
    /// <exception cref="FarmException">It is no image we read.</exception>
    public static ImageFormat Accepted(ReadOnlySpan<byte> head)
    {
        var format = FormatSniffer.Sniff(head);
        if (format is { } known && CodecSupport.CanRead(known))
            return known;
        if (head.IsEmpty)
            throw DecodeFailures.Unsupported(FormatSniffer.Describe(head), "send the picture again");
        var readable = string.Join(", ", CodecSupport.Readable.Order().Select(FormatNames.Spelled));
        throw DecodeFailures.Unsupported(FormatSniffer.Describe(head), $"convert it to one of {readable}");
    }
}
