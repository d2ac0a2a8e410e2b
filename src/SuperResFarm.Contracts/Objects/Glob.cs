using System.Text.RegularExpressions;

namespace SuperResFarm.Contracts.Objects;

/// <summary>A pattern of paths or keys: <c>*</c> and <c>?</c> within a name, <c>**/</c> for any folders between.</summary>
public sealed class Glob
{
    private const string AnyFolders = "**/";

    private readonly Regex _regex;

    private Glob(string pattern, string folder, string wild)
    {
        Pattern = pattern;
        Folder = folder;
        Depth = wild.Contains(AnyFolders, StringComparison.Ordinal) ? int.MaxValue : wild.Count(c => c == '/');
        NamesExtension = Path.GetExtension(wild) is { Length: > 1 } extension && !IsGlob(extension);
        _regex = new Regex($"^{ToRegex(wild)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    /// <summary>As it was given.</summary>
    public string Pattern { get; }

    /// <summary>The folder that matches are told relative to, and that all of them lie below; empty where the pattern is one of whole keys.</summary>
    public string Folder { get; }

    /// <summary>How many folders below <see cref="Folder"/> a match may lie.</summary>
    public int Depth { get; }

    /// <summary>Whether the pattern itself says which extension it means.</summary>
    public bool NamesExtension { get; }

    /// <returns>Whether a text has wildcards.</returns>
    public static bool IsGlob(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <returns>The pattern of a path: the part before its first wildcard is <see cref="Folder"/>.</returns>
    /// <param name="pattern">With at least one wildcard.</param>
    public static Glob Parse(string pattern)
    {
        var fixedPart = pattern[..pattern.AsSpan().IndexOfAny('*', '?')];
        var slash = fixedPart.LastIndexOf('/');
        return new Glob(pattern, slash < 0 ? "." : slash == 0 ? "/" : fixedPart[..slash], pattern[(slash + 1)..]);
    }

    /// <returns>The pattern of whole keys, or of what follows a common prefix of them.</returns>
    /// <param name="pattern">With or without wildcards.</param>
    public static Glob OfKeys(string pattern) => new(pattern, "", pattern);

    /// <returns>Whether a path or key is meant.</returns>
    /// <param name="relative">Relative to <see cref="Folder"/>.</param>
    public bool Matches(string relative) => _regex.IsMatch(relative);

    private static string ToRegex(string wild) => Regex.Escape(wild)
        .Replace(Regex.Escape(AnyFolders), "(?:[^/]+/)*", StringComparison.Ordinal)
        .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
        .Replace(@"\?", "[^/]", StringComparison.Ordinal);
}
