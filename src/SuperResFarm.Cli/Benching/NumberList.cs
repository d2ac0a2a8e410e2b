using System.Globalization;

namespace SuperResFarm.Cli.Benching;

/// <summary>Reads lists of numbers of the command line, as in <c>128,256</c>.</summary>
internal static class NumberList
{
    /// <summary>Most numbers of a list.</summary>
    public const int Most = 32;

    /// <param name="text">The list.</param>
    /// <param name="least">Smallest number allowed.</param>
    /// <param name="most">Largest number allowed.</param>
    /// <returns>The numbers, ascending; null when it is no such list, or names a number twice.</returns>
    public static IReadOnlyList<int>? Read(string text, int least, int most)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new List<int>();
        foreach (var part in parts)
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most && !numbers.Contains(number))
                numbers.Add(number);
        return numbers.Count == parts.Length && numbers.Count <= Most ? [.. numbers.Order()] : null;
    }
}
