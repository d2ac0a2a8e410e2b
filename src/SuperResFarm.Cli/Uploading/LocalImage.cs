using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Uploading;

/// <summary>An image of this machine.</summary>
/// <param name="Path">Where it is, in full.</param>
/// <param name="Name">Its path below the folder that was named, with slashes: results are named after it.</param>
internal sealed record LocalImage(string Path, string Name)
{
    /// <summary>Finds images as <c>upscale</c> does.</summary>
    /// <param name="paths">Files, folders or globs.</param>
    /// <param name="folder">Of the results, which is not searched; null: they stay elsewhere.</param>
    /// <param name="isResult">Tells results that lie among the sources.</param>
    /// <exception cref="FarmException">There are none, or two would have the same name.</exception>
    public static IReadOnlyList<LocalImage> Find(IReadOnlyList<string> paths, string? folder, Predicate<string> isResult)
    {
        // A folder that cannot be: what is searched is left whole.
        var finder = new SourceFinder(folder ?? System.IO.Path.Combine(System.IO.Path.GetTempPath(), Guid.NewGuid().ToString("n")), isResult);
        var found = paths.SelectMany(finder.Find).Select(file => new LocalImage(System.IO.Path.GetFullPath(file.Path), file.Relative.Replace('\\', '/')))
            .DistinctBy(image => image.Path).ToList();
        if (found.Count == 0)
            throw FarmException.Rejected(FailureCode.SourceMissing, "No images there: folders are searched for the extensions 'superres doctor' lists.");
        if (found.GroupBy(image => image.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } clash)
            throw FarmException.Rejected(FailureCode.OutputUnwritable,
                $"'{clash.First().Path}' and '{clash.Last().Path}' would both be '{clash.Key}' in the farm: name their common folder instead.");
        return found;
    }
}
