using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Batch;

/// <summary>The images of one command and where their results go.</summary>
/// <param name="Items">In the order they are started.</param>
/// <param name="Ledger">Where finished results are written down.</param>
/// <param name="Folder">Where results go.</param>
public sealed record WorkList(IReadOnlyList<WorkItem> Items, Ledger Ledger, string Folder)
{
    /// <summary>Number of images.</summary>
    public int Count => Items.Count;

    /// <summary>Finds the images and names the results.</summary>
    /// <param name="arguments">Files, folders and globs, at least one.</param>
    /// <param name="output">A folder, or a file when there is one image.</param>
    /// <param name="names">Names the results.</param>
    /// <param name="redo">Take nothing as done.</param>
    /// <exception cref="FarmException">No images, or a result would overwrite its source.</exception>
    public static WorkList Create(IReadOnlyList<string> arguments, string output, OutputNames names, bool redo)
    {
        if (arguments.Count == 0)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "Nothing to do: name files, folders or globs, bare or after -i.");

        var destination = Destination.Of(output, names);
        var ledger = Ledger.Open(Path.Combine(destination.Folder, Ledger.FileName), redo);
        var finder = new SourceFinder(destination.Folder, ledger.IsResult);
        var found = arguments.SelectMany(finder.Find).DistinctBy(file => Path.GetFullPath(file.Path)).ToList();
        if (found.Count == 0)
            throw FarmException.Rejected(FailureCode.SourceMissing, "No images there: folders are searched for the extensions 'superres doctor' lists.");

        var targets = destination.TargetsOf([.. found.Select(file => file.Relative)]);
        var items = found.Select((file, index) => new WorkItem(index + 1, file.Path, targets[index].Path, targets[index].Format)).ToList();
        foreach (var item in items.Where(item => Path.GetFullPath(item.Source) == Path.GetFullPath(item.Target)))
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"'{item.Source}' would be overwritten by its own result: choose another -o or a --suffix.");
        return new WorkList(items, ledger, destination.Folder);
    }
}
