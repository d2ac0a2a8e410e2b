namespace SuperResFarm.Models.Pickles;

/// <summary>
/// Names taken from a file. They end up in messages and in the names of a graph, and terminals obey the control characters in a text,
/// so only printable ASCII of moderate length passes.
/// </summary>
internal static class PlainText
{
    private const int Longest = 256, Shown = 80;

    public static bool Is(string name) => name.Length <= Longest && !name.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <returns>The start of the name, with a question mark for each character that is not plain.</returns>
    public static string Show(string name) => new([.. name.Take(Shown).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
}
