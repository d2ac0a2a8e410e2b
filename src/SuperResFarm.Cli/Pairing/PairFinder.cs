using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Cli.Pairing;

/// <summary>Finds the images of benchmark folders, and the low resolutions that belong to them.</summary>
/// <param name="scale">High over low resolution.</param>
/// <param name="ownLow">Whether low resolutions are made, whatever lies there.</param>
internal sealed class PairFinder(int scale, bool ownLow)
{
    private const string High = "_HR", Low = "_LR";

    /// <summary>The images of several folders, a set each, in order of name.</summary>
    /// <param name="folders">High resolutions, or both as <c>NAME_HR.png</c> and <c>NAME_LR.png</c>. Folders inside are not searched.</param>
    /// <param name="lowFolders">One folder of low resolutions for each of them, or none.</param>
    /// <exception cref="CommandException">The numbers of folders differ.</exception>
    /// <exception cref="FarmException">A folder is not there or holds no image.</exception>
    public IReadOnlyList<ImagePair> Find(IReadOnlyList<string> folders, IReadOnlyList<string> lowFolders)
    {
        if (lowFolders.Count > 0 && lowFolders.Count != folders.Count)
            throw CommandException.WrongUse($"--lr is given {lowFolders.Count} times for {folders.Count} folders: give it once for each, in the same order.");
        return [.. folders.SelectMany((folder, i) => lowFolders.Count > 0 ? WithFolder(SetOf(folder, folders), folder, lowFolders[i]) : InFolder(SetOf(folder, folders), folder))];
    }

    private static string SetOf(string folder, IReadOnlyList<string> folders) =>
        folders.Count(other => NameOf(other) == NameOf(folder)) == 1 ? NameOf(folder) : folder;

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private IEnumerable<ImagePair> InFolder(string set, string folder)
    {
        var files = ImagesIn(folder);
        var (lows, highs) = (files.Where(file => EndsWith(file, Low)).ToList(), files.Where(file => !EndsWith(file, Low)).ToList());
        if (ownLow || lows.Count == 0)
            return highs.Select(high => new ImagePair(set, high, null));
        var partners = highs.ToDictionary(high => high, high => lows.Find(low => StemOf(low) == Bare(high) + StemOf(low)[^Low.Length..]));
        return highs
            .Select(high => new ImagePair(set, high, partners[high], partners[high] is null ? $"its low resolution '{Bare(high)}{Low}' is missing beside it" : null))
            .Concat(lows.Except(partners.Values.OfType<string>()).Select(low => new ImagePair(set, low, low, $"its high resolution '{StemOf(low)[..^Low.Length]}{High}' is missing beside it")));
    }

    private IEnumerable<ImagePair> WithFolder(string set, string folder, string lowFolder)
    {
        var lows = ImagesIn(lowFolder).GroupBy(StemOf).ToDictionary(same => same.Key, same => same.First());
        return ImagesIn(folder).Where(file => !EndsWith(file, Low)).Select(high =>
        {
            string[] names = [StemOf(high), $"{StemOf(high)}x{scale}", Bare(high) + Low, Bare(high), $"{Bare(high)}x{scale}"];
            var low = names.Select(lows.GetValueOrDefault).FirstOrDefault(file => file is not null);
            return new ImagePair(set, high, low, low is null ? $"its low resolution is missing in '{lowFolder}': it may be called {string.Join(", ", names.Distinct().Select(name => $"'{name}'"))}" : null);
        });
    }

    // Hidden files are left out, and what no reader would know by its name.
    private static List<string> ImagesIn(string folder)
    {
        if (!Directory.Exists(folder))
            throw FarmException.Rejected(FailureCode.SourceMissing, $"'{folder}' is no folder.");
        List<string> images =
        [
            .. Directory.EnumerateFiles(folder)
                .Where(file => !Path.GetFileName(file).StartsWith('.') && CodecSupport.FromExtension(Path.GetExtension(file)) is not null)
                .Order(StringComparer.Ordinal),
        ];
        return images.Count > 0 ? images : throw FarmException.Rejected(FailureCode.SourceMissing, $"There is no image in '{folder}'.");
    }

    private static string Bare(string file) => EndsWith(file, High) ? StemOf(file)[..^High.Length] : StemOf(file);

    private static bool EndsWith(string file, string ending) => StemOf(file).EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static string StemOf(string file) => Path.GetFileNameWithoutExtension(file);
}
