using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Codecs;

namespace SuperResFarm.Cli.Batch;

/// <summary>The images of one command and where their results go.</summary>
/// <param name="Items">In the order they are started.</param>
/// <param name="LedgerPath">Where finished results are written down.</param>
public sealed record WorkList(IReadOnlyList<WorkItem> Items, string LedgerPath)
{
    /// <summary>Number of images.</summary>
    public int Count => Items.Count;

    /// <summary>Finds the images and names the results.</summary>
    /// <param name="arguments">Files, folders and globs, at least one.</param>
    /// <param name="output">A folder, or a file when one input file is given.</param>
    /// <param name="names">Names the results.</param>
    /// <exception cref="FarmException">No images, or a result would overwrite its source.</exception>
    public static WorkList Create(IReadOnlyList<string> arguments, string output, OutputNames names)
    {
        if (arguments.Count == 0)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "Nothing to do: name files, folders or globs, bare or after -i.");

        var toFile = arguments.Count == 1 && File.Exists(arguments[0]) && !Directory.Exists(output)
            && !Path.EndsInDirectorySeparator(output) && CodecSupport.FromExtension(Path.GetExtension(output)) is not null;
        var finder = new SourceFinder(output);
        var found = arguments.SelectMany(finder.Find).DistinctBy(file => Path.GetFullPath(file.Path)).ToList();
        if (found.Count == 0)
            throw FarmException.Rejected(FailureCode.SourceMissing, "No images there: folders are searched for the extensions 'superres doctor' lists.");

        var folder = toFile ? Path.GetDirectoryName(Path.GetFullPath(output))! : output;
        var targets = toFile ? [output] : TargetsOf(found, folder, names);
        var items = found.Select((file, index) => new WorkItem(index + 1, file.Path, targets[index])).ToList();
        foreach (var item in items.Where(item => Path.GetFullPath(item.Source) == Path.GetFullPath(item.Target)))
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"'{item.Source}' would be overwritten by its own result: choose another -o or a --suffix.");
        return new WorkList(items, Path.Combine(folder, Ledger.FileName));
    }

    // Two sources that differ only in extension or in the folder that was named keep apart by it, whatever their order.
    private static List<string> TargetsOf(List<(string Path, string Relative)> found, string folder, OutputNames names)
    {
        var plain = found.Select(file => names.NameOf(file.Relative)).ToList();
        var crowded = plain.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var distinct = found.Select((file, index) => crowded.Contains(plain[index]) ? names.DistinctNameOf(file.Relative) : plain[index]).ToList();
        if (distinct.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } clash)
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"{clash.Count()} sources would all become '{clash.Key}': name their common folder instead of the files.");
        return [.. distinct.Select(name => Path.Combine(folder, name))];
    }
}
