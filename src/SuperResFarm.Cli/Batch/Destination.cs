using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Cli.Batch;

/// <summary>Where results go: into a folder, or into one file.</summary>
internal sealed class Destination
{
    private readonly string? _file;
    private readonly OutputNames _names;

    private Destination(string folder, string? file, OutputNames names) => (Folder, _file, _names) = (folder, file, names);

    /// <summary>The folder, or that of the file.</summary>
    public string Folder { get; }

    /// <summary>A name with an image's extension is a file, unless there is such a folder.</summary>
    /// <exception cref="FarmException">Not to be written, or contradicting the kind asked for.</exception>
    public static Destination Of(string output, OutputNames names)
    {
        if (output.Length == 0)
            throw Wrong("-o '': name a folder, or a file for one image.");
        if (Path.EndsInDirectorySeparator(output) || Directory.Exists(output) || CodecSupport.FromExtension(Path.GetExtension(output)) is not { } format)
            return File.Exists(output) ? throw Wrong($"-o '{output}' is a file and no image: name a folder.") : new Destination(output, null, names);
        if (!CodecSupport.CanWrite(format))
            throw Wrong($"-o '{output}': this build cannot write {format}; 'superres doctor' lists what it can.");
        if (names.Format is { } asked && asked != format)
            throw Wrong($"-o '{output}' and --ext {asked} contradict each other: leave one out.");
        return new Destination(Path.GetDirectoryName(Path.GetFullPath(output))!, output, names);
    }

    /// <summary>The result of each source.</summary>
    /// <param name="relative">Paths of the sources relative to the folders that were named.</param>
    /// <exception cref="FarmException">Several results would get the same name.</exception>
    public IReadOnlyList<(string Path, ImageFormat? Format)> TargetsOf(IReadOnlyList<string> relative)
    {
        if (_file is null)
            return [.. _names.NamesOf(relative).Zip(relative, (name, source) => (Path.Combine(Folder, name), _names.FormatOf(source)))];
        return relative.Count == 1
            ? [(_file, CodecSupport.FromExtension(Path.GetExtension(_file)))]
            : throw Wrong($"-o '{_file}' is one file, but there are {relative.Count} images: name a folder.");
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
