using System.IO.Enumeration;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Codecs;

namespace SuperResFarm.Cli.Batch;

/// <summary>Finds the images that paths, folders and globs name.</summary>
/// <param name="outputFolder">Never searched: results are no sources.</param>
internal sealed class SourceFinder(string outputFolder)
{
    // Pictures to their owners, though not read here: they get their line in the report instead of being passed over.
    private static readonly string[] _refusedByName = [".bmp", ".svg", ".psd", ".jp2", ".tga", ".exr"];

    private readonly string _outputFolder = Path.GetFullPath(outputFolder);

    /// <summary>The files behind one argument, each with its path relative to the folder that was named, in order of name.</summary>
    /// <exception cref="FarmException">Nothing is there.</exception>
    public IReadOnlyList<(string Path, string Relative)> Find(string argument)
    {
        if (File.Exists(argument))
            return [(argument, Path.GetFileName(argument))];
        if (Directory.Exists(argument))
            return Below(argument);
        if (argument.AsSpan().IndexOfAny("*?") >= 0 && Matching(argument) is { Count: > 0 } matches)
            return matches;
        throw FarmException.Rejected(FailureCode.SourceMissing, $"'{argument}': no such file, folder or match.");
    }

    // Hidden entries are left out, and links to folders are not followed: they may lead in circles.
    private List<(string, string)> Below(string folder) =>
        [.. new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && LooksLikeImage(Path.GetExtension(entry.FileName)),
                ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 && entry.ToFullPath() != _outputFolder,
            }
            .Order(StringComparer.Ordinal)
            .Select(path => (path, Path.GetRelativePath(folder, path)))];

    private static bool LooksLikeImage(ReadOnlySpan<char> extension)
    {
        var text = extension.ToString();
        return CodecSupport.FromExtension(text) is not null || _refusedByName.Contains(text, StringComparer.OrdinalIgnoreCase);
    }

    private static List<(string, string)> Matching(string pattern)
    {
        var fixedPart = pattern[..pattern.AsSpan().IndexOfAny("*?")];
        var folder = Path.GetDirectoryName(fixedPart) is { Length: > 0 } named ? named : fixedPart.StartsWith('/') ? "/" : ".";
        if (!Directory.Exists(folder))
            return [];
        var wild = pattern[(fixedPart.LastIndexOf('/') + 1)..];
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(wild.Replace('?', '*'));
        return [.. matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(folder))).Files
            .Select(match => match.Path)
            .Where(path => FileSystemName.MatchesSimpleExpression(wild.Replace("**/", "*"), path))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.Combine(folder, path), path))];
    }
}
