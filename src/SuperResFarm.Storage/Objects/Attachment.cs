using System.Text;

namespace SuperResFarm.Storage.Objects;

/// <summary>The header that has browsers save what they fetch (RFC 6266).</summary>
public static class Attachment
{
    /// <returns>The value of <c>Content-Disposition</c>.</returns>
    /// <param name="file">Name of the file, any text: what an old browser cannot read is an underscore to it.</param>
    public static string Named(string file)
    {
        var plain = new StringBuilder();
        foreach (var c in file)
            plain.Append(c is >= ' ' and <= '~' and not ('"' or '\\' or '%') ? c : '_');
        return $"attachment; filename=\"{plain}\"" + (plain.Equals(file) ? "" : $"; filename*=UTF-8''{Uri.EscapeDataString(file)}");
    }
}
