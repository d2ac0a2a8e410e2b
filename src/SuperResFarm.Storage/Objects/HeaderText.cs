using System.Text;

namespace SuperResFarm.Storage.Objects;

/// <summary>
/// Any text as plain ASCII for an HTTP header: unchanged where it can be, else as RFC 2047 encoded words (<c>=?UTF-8?B?...?=</c>), which is how S3
/// itself shows such notes.
/// </summary>
internal static class HeaderText
{
    private const string Before = "=?UTF-8?B?";
    private const string Behind = "?=";

    /// <returns>The text in printable ASCII, without spaces at its ends or twice in a row (servers fold those).</returns>
    public static string Encode(string text) => IsPlain(text) ? text : Before + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) + Behind;

    /// <returns>The text that was encoded; what no encoder could have made is returned as it stands.</returns>
    public static string Decode(string header)
    {
        if (!header.StartsWith(Before, StringComparison.OrdinalIgnoreCase) || !header.EndsWith(Behind, StringComparison.Ordinal)
            || header.Length < Before.Length + Behind.Length)
            return header;
        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Before.Length..^Behind.Length], bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : header;
    }

    private static bool IsPlain(string text) =>
        text.All(c => c is >= ' ' and <= '~') && text.Length > 0 && text.Trim() == text
        && !text.Contains("  ", StringComparison.Ordinal) && !text.StartsWith("=?", StringComparison.Ordinal);
}
