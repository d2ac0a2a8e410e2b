namespace SuperResFarm.Cli.Farm;

/// <summary>Text from elsewhere, fit for a terminal.</summary>
internal static class Shown
{
    /// <returns>The text on one line, without characters that could steer a terminal.</returns>
    public static string Of(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 && !text.Any(char.IsControl)
        ? text
        : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
