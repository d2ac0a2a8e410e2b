using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Batch;

/// <summary>Names the pictures of where results differ from their sources.</summary>
/// <param name="output">A folder, or a PNG file when there is one image.</param>
/// <param name="results">Folder of the results, which the pictures' folders mirror.</param>
internal sealed class MapNames(string output, string results)
{
    /// <summary>Checks the name of a folder or file before work starts.</summary>
    /// <param name="output">As given.</param>
    /// <param name="work">What is to be done.</param>
    /// <exception cref="FarmException">It cannot be used.</exception>
    public static MapNames Of(string output, WorkList work)
    {
        var names = new MapNames(output, work.Folder);
        if (output.Length == 0)
            throw Wrong("--divergence-map '': name a folder, or a .png file for one image.");
        if (names.IsFile && work.Count > 1)
            throw Wrong($"--divergence-map '{output}' is one file, but there are {work.Count} images: name a folder.");
        if (!names.IsFile && File.Exists(output))
            throw Wrong($"--divergence-map '{output}' is a file: name a folder, or a .png file for one image.");
        foreach (var item in work.Items)
            if (new[] { item.Source, item.Target }.Any(path => Path.GetFullPath(path) == Path.GetFullPath(names.For(item))))
                throw Wrong($"--divergence-map '{output}' would overwrite '{names.For(item)}': choose another name.");
        return names;
    }

    /// <returns>The picture of one image.</returns>
    public string For(WorkItem item) => IsFile ? output : Path.Combine(output, Path.GetRelativePath(results, item.Target) + ".divergence.png");

    private bool IsFile => !Path.EndsInDirectorySeparator(output) && !Directory.Exists(output) && Path.GetExtension(output).Equals(".png", StringComparison.OrdinalIgnoreCase);

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
