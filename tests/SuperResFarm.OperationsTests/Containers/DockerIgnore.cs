using System.Text.RegularExpressions;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>The repository's .dockerignore, read as Docker reads it: the last pattern that fits a path or a folder above it decides.</summary>
internal sealed class DockerIgnore
{
    private readonly List<(Regex Fits, bool Out)> _patterns = [];

    private DockerIgnore(IEnumerable<string> lines)
    {
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
            _patterns.Add((AsRegex(line.TrimStart('!')), line[0] != '!'));
    }

    public static DockerIgnore Load() => new(File.ReadLines(Repository.PathOf(".dockerignore")));

    /// <param name="path">From the root, with slashes.</param>
    /// <returns>Whether a build never sees it.</returns>
    public bool Ignores(string path)
    {
        var parts = path.Split('/');
        var prefixes = Enumerable.Range(1, parts.Length).Select(count => string.Join('/', parts[..count])).ToArray();
        return _patterns.Where(pattern => prefixes.Any(pattern.Fits.IsMatch)).Select(pattern => pattern.Out).LastOrDefault();
    }

    private static Regex AsRegex(string pattern) => new(
        $"^{Regex.Escape(pattern.Trim('/')).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$");
}
