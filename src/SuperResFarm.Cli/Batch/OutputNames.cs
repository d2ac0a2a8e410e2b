using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Batch;

/// <summary>Names the results.</summary>
/// <param name="suffix">Added after an underscore; may be empty.</param>
/// <param name="format">Kind of the results; null: the source's, by its extension, where it can be written, else PNG.</param>
public sealed class OutputNames(string suffix, ImageFormat? format)
{
    /// <summary>Kind asked for, if any.</summary>
    public ImageFormat? Format => format;

    /// <summary>The results' paths relative to the output folder.</summary>
    /// <param name="relative">The sources' paths relative to their folders.</param>
    /// <returns>Names in the same order, each of them once: sources that differ only in extension keep apart by it (<c>photo_jpg.png</c>), whatever
    /// their order.</returns>
    /// <exception cref="FarmException">Two sources have the same name in different folders that were named.</exception>
    public IReadOnlyList<string> NamesOf(IReadOnlyList<string> relative)
    {
        var plain = relative.Select(NameOf).ToList();
        var crowded = Repeated(plain).ToHashSet();
        var distinct = relative.Select((source, index) => crowded.Contains(plain[index]) ? DistinctNameOf(source) : plain[index]).ToList();
        return Repeated(distinct).FirstOrDefault() is { } clash
            ? throw FarmException.Rejected(FailureCode.OutputUnwritable, $"Several sources would become '{clash}': name their common folder instead of the files.")
            : distinct;
    }

    /// <summary>Kind of a result, always what its name says; null where the source's kind cannot be written and PNG takes its place.</summary>
    /// <param name="relative">The source's path.</param>
    public ImageFormat? FormatOf(string relative) =>
        format ?? (CodecSupport.FromExtension(Path.GetExtension(relative)) is { } own && !CodecSupport.CanWrite(own)
            ? null
            : CodecSupport.FromExtension(ExtensionOf(relative)));

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);

    private string NameOf(string relative) => Path.ChangeExtension(Suffixed(relative), null) + ExtensionOf(relative);

    private string DistinctNameOf(string relative)
    {
        var extension = Path.GetExtension(relative).TrimStart('.');
        return Path.ChangeExtension(Suffixed(relative), null) + "_" + extension + ExtensionOf(relative);
    }

    private string Suffixed(string relative) =>
        suffix.Length == 0
            ? relative
            : Path.Combine(Path.GetDirectoryName(relative) ?? "", $"{Path.GetFileNameWithoutExtension(relative)}_{suffix}{Path.GetExtension(relative)}");

    private string ExtensionOf(string relative)
    {
        var own = Path.GetExtension(relative);
        var kind = CodecSupport.FromExtension(own);
        if (format is null)
            return kind is { } known && OutputPlan.Writable(known) == known ? own : CodecSupport.Extensions(ImageFormat.Png)[0];
        return kind == format ? own : CodecSupport.Extensions(format.Value)[0];
    }
}
