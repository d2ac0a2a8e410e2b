using System.Text;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>What both databases, every report and every terminal can take: Unicode without control characters.</summary>
internal static class StorableText
{
    /// <returns>Whether a text of 1 character to the longest can be stored as it is.</returns>
    public static bool Fits(string? text, int longest)
    {
        if (text is null || text.Length < 1 || text.Length > longest)
            return false;
        for (var at = 0; at < text.Length; at++)
            if (char.IsControl(text[at]) || char.IsSurrogate(text[at]) && !Rune.TryGetRuneAt(text, at++, out _))
                return false;
        return true;
    }

    /// <returns>The text, shortened, with a replacement character (U+FFFD) for each that cannot be stored; an absent one is empty.</returns>
    public static string Of(string? text, int longest)
    {
        if (string.IsNullOrEmpty(text) || Fits(text, longest))
            return text ?? "";
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())   // tells half a surrogate pair as the replacement character
        {
            if (clean.Length + rune.Utf16SequenceLength > longest)
                break;
            clean.Append(Rune.IsControl(rune) ? Rune.ReplacementChar.ToString() : rune.ToString());
        }
        return clean.ToString();
    }
}
