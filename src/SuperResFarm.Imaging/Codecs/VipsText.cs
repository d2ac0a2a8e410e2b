using NetVips;

namespace SuperResFarm.Imaging.Codecs;

/// <summary>Reads libvips' error text: a wrapper line, then lines of the form <c>domain: what went wrong</c>.</summary>
internal static class VipsText
{
    private static readonly string[] _full = ["No space left on device", "Disk quota exceeded", "File too large"];

    /// <returns>The first line that says what went wrong, without its domain; null when there is none.</returns>
    public static string? Reason(VipsException exception)
    {
        foreach (var line in exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("unable to ", StringComparison.Ordinal))
                continue;
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            return colon < 0 ? line : line[(colon + 2)..];
        }
        return null;
    }

    /// <returns>Whether a disk or quota ran out.</returns>
    public static bool SaysFull(VipsException exception) =>
        Array.Exists(_full, text => exception.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
