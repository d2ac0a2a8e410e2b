using NetVips;

namespace SuperResFarm.Imaging.Formats;

/// <summary>
/// Reads libvips' error text: lines of the form <c>domain: what went wrong</c>. All threads of the process write into one such
/// text, so a line counts only when its domain belongs to the format at hand.
/// </summary>
internal static class VipsText
{
    private static readonly string[] _full = ["No space left on device", "Disk quota exceeded", "File too large"];

    /// <returns>The latest line of that format's codec, without its domain; null when there is none.</returns>
    public static string? Reason(VipsException exception, ImageFormat format)
    {
        var lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Reverse())
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && line[..colon].Contains(Domain(format), StringComparison.OrdinalIgnoreCase))
                return line[(colon + 2)..];
        }
        return null;
    }

    /// <returns>Whether a disk or quota ran out.</returns>
    public static bool SaysFull(VipsException exception) =>
        Array.Exists(_full, text => exception.Message.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static string Domain(ImageFormat format) => format switch
    {
        ImageFormat.Tiff => "tif",
        ImageFormat.Avif or ImageFormat.Heic => "heif",
        _ => format.ToString(),
    };
}
