namespace SuperResFarm.Imaging.Codecs;

/// <summary>Looks at a file before any decoder does: length, first bytes, and whether we read such a format.</summary>
internal static class SourceFile
{
    /// <exception cref="Contracts.Failures.FarmException">The file is missing, unreadable, too large or no image we read.</exception>
    public static ImageFormat Identify(string path, ImageLimits limits)
    {
        Span<byte> buffer = stackalloc byte[FormatSniffer.HeadBytes];
        var head = buffer[..ReadHead(path, limits, buffer)];
        var format = FormatSniffer.Sniff(head);
        if (format is { } known && CodecSupport.CanRead(known))
            return known;
        if (head.IsEmpty)
            throw DecodeFailures.Unsupported(FormatSniffer.Describe(head), "send the picture again");
        var readable = string.Join(", ", CodecSupport.Readable.Order().Select(FormatNames.Spelled));
        throw DecodeFailures.Unsupported(FormatSniffer.Describe(head), $"convert it to one of {readable}");
    }

    private static int ReadHead(string path, ImageLimits limits, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenRead(path);
            limits.CheckBytes(file.Length);
            return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw DecodeFailures.Unreadable(exception);
        }
    }
}
