using System.Text.RegularExpressions;

namespace SuperResFarm.Cli.Batch;

/// <summary>A pattern of paths: <c>*</c> and <c>?</c> within a name, <c>**/</c> for any folders between.</summary>
internal sealed class Glob
{
    private const string AnyFolders = "**/";

    private readonly Regex _regex;

    private Glob(string folder, string wild)
    {
        Folder = folder;
        Depth = wild.Contains(AnyFolders, StringComparison.Ordinal) ? int.MaxValue : wild.Count(c => c == '/');
        NamesExtension = Path.GetExtension(wild) is { Length: > 1 } extension && !IsGlob(extension);
        _regex = new Regex($"^{ToRegex(wild)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    /// <summary>The part before the first wildcard: all matches lie below.</summary>
    public string Folder { get; }

    /// <summary>How many folders below <see cref="Folder"/> a match may lie.</summary>
    public int Depth { get; }

    /// <summary>Whether the pattern itself says which extension it means.</summary>
    public bool NamesExtension { get; }

    public static bool IsGlob(string text) => text.AsSpan().ContainsAny('*', '?');

    public static Glob Parse(string pattern)
    {
        var fixedPart = pattern[..pattern.AsSpan().IndexOfAny('*', '?')];
        var slash = fixedPart.LastIndexOf('/');
        return new Glob(slash < 0 ? "." : slash == 0 ? "/" : fixedPart[..slash], pattern[(slash + 1)..]);
    }

    /// <param name="relative">Path relative to <see cref="Folder"/>.</param>
    public bool Matches(string relative) => _regex.IsMatch(relative);

    private static string ToRegex(string wild) => Regex.Escape(wild)
        .Replace(Regex.Escape(AnyFolders), "(?:[^/]+/)*", StringComparison.Ordinal)
        .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
        .Replace(@"\?", "[^/]", StringComparison.Ordinal);
}
