using System.IO.Enumeration;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Cli.Batch;

/// <summary>Finds the images that paths, folders and globs name.</summary>
/// <param name="outputFolder">Never searched where it lies below another: results are no sources.</param>
/// <param name="isResult">Tells results that lie among the sources; a search passes them over.</param>
internal sealed class SourceFinder(string outputFolder, Predicate<string> isResult)
{
    // Pictures to their owners, though not read here: they get their line in the report instead of being passed over.
    private static readonly string[] _refusedByName = [".bmp", ".svg", ".psd", ".jp2", ".tga", ".exr"];

    private readonly string _outputFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outputFolder));

    /// <summary>The files behind one argument, each with its path relative to the folder that was named, in order of name.</summary>
    /// <exception cref="FarmException">Nothing is there, or a folder may not be searched.</exception>
    public IReadOnlyList<(string Path, string Relative)> Find(string argument)
    {
        if (File.Exists(argument))
            return [(argument, Path.GetFileName(argument))];
        if (Directory.Exists(argument))
            return Below(argument, int.MaxValue, LooksLikeImage);
        if (Glob.IsGlob(argument) && Matching(Glob.Parse(argument)) is { Count: > 0 } matches)
            return matches;
        throw FarmException.Rejected(FailureCode.SourceMissing, $"'{argument}': no such file, folder or match.");
    }

    // A glob that names an extension means it; any other finds what a folder search would.
    private List<(string Path, string Relative)> Matching(Glob glob) =>
        Directory.Exists(glob.Folder)
            ? Below(glob.Folder, glob.Depth, relative => glob.Matches(relative) && (glob.NamesExtension || LooksLikeImage(relative)))
            : [];

    private List<(string Path, string Relative)> Below(string folder, int depth, Func<string, bool> wanted)
    {
        try
        {
            return [.. FilesBelow(folder, depth)
                .Order(StringComparer.Ordinal)
                .Select(path => (Path: path, Relative: Path.GetRelativePath(folder, path)))
                .Where(file => wanted(file.Relative) && !isResult(file.Path))];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.SourceUnreadable, $"'{folder}' cannot be searched: {fault.Message}", fault);
        }
    }

    // Hidden entries are left out, and links to folders are not followed: they may lead in circles.
    private FileSystemEnumerable<string> FilesBelow(string folder, int depth)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = depth,
            AttributesToSkip = FileAttributes.Hidden,
            IgnoreInaccessible = false,
        };
        return new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 && entry.ToFullPath() != _outputFolder,
        };
    }

    private static bool LooksLikeImage(string path)
    {
        var extension = Path.GetExtension(path);
        return CodecSupport.FromExtension(extension) is not null || _refusedByName.Contains(extension, StringComparer.OrdinalIgnoreCase);
    }
}
