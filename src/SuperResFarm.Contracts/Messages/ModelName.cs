namespace SuperResFarm.Contracts.Messages;

/// <summary>What a model may be called by those who ask for it from elsewhere.</summary>
internal static class ModelName
{
    private const int Longest = 100;

    /// <summary>What must be said where <see cref="IsGood"/> is not so.</summary>
    public static string Rule { get; } = $"must be a model's name: 1 to {Longest} of A-Z a-z 0-9 . _ + -, not beginning with a dot";

    /// <returns>Whether a text may be a model's name. A path would reach files of the worker.</returns>
    public static bool IsGood(string? text) => text is { Length: >= 1 and <= Longest } && text.All(IsOfName) && text[0] != '.';

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+';
}
