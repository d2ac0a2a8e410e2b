using System.Text;

namespace SuperResFarm.Contracts.Http;

/// <summary>What labels of jobs must keep to, whoever sends them.</summary>
public static class LabelRules
{
    /// <summary>How many a job may have.</summary>
    public const int Most = 20;

    private const int LongestName = 63;
    private const int LongestValue = 255;

    /// <returns>What is wrong with a name; null: nothing.</returns>
    /// <param name="name">Of anybody.</param>
    public static string? MistakeInName(string name) =>
        name.Length is >= 1 and <= LongestName && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
            ? null : $"the name of a label must be 1 to {LongestName} of a-z 0-9 . _ -, beginning with a letter";

    /// <returns>What is wrong with a value; null: nothing. It may be empty.</returns>
    /// <param name="value">Of anybody.</param>
    public static string? MistakeInValue(string? value) =>
        value is { Length: <= LongestValue } && !value.Any(char.IsControl) && IsUnicode(value)
            ? null : $"the value of a label must be 0 to {LongestValue} characters of Unicode without control characters";

    private static bool IsUnicode(string value)
    {
        for (var at = 0; at < value.Length; at++)
            if (char.IsSurrogate(value[at]) && !Rune.TryGetRuneAt(value, at++, out _))
                return false;
        return true;
    }
}
