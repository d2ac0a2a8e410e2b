using SuperResFarm.Imaging.Codecs;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Batch;

/// <summary>Names the results.</summary>
/// <param name="suffix">Added after an underscore; may be empty.</param>
/// <param name="format">Kind of the results; null: the source's, by its extension, where it can be written, else PNG.</param>
public sealed class OutputNames(string suffix, ImageFormat? format)
{
    /// <summary>Kind asked for, if any.</summary>
    public ImageFormat? Format => format;

    /// <summary>The result's path relative to the output folder.</summary>
    /// <param name="relative">The source's path relative to its folder.</param>
    public string NameOf(string relative) => Path.ChangeExtension(Suffixed(relative), null) + ExtensionOf(relative);

    /// <summary>As <see cref="NameOf"/>, with the source's extension kept in the name: <c>photo_jpg.png</c>.</summary>
    public string DistinctNameOf(string relative)
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
