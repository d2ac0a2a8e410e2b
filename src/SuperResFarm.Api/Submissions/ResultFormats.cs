using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Api.Submissions;

/// <summary>What results can be.</summary>
internal static class ResultFormats
{
    private static readonly Lazy<string> _words = new(() => string.Join(", ", CodecSupport.Writable.Select(format => CodecSupport.Extensions(format)[0][1..])));

    /// <summary>The extensions of all formats that can be written, the usual one of each.</summary>
    public static string Words => _words.Value;

    /// <returns>The format that a key's extension says; null: none.</returns>
    public static ImageFormat? FormatOf(string key) => CodecSupport.FromExtension(Path.GetExtension(key));

    /// <returns>The extension of the result of a source, without a dot: the one asked for, else the source's own where that can be written, else PNG's.</returns>
    public static string ExtensionFor(string source, string? asked) =>
        asked ?? (FormatOf(source) is { } own && CodecSupport.CanWrite(own) ? Path.GetExtension(source)[1..] : CodecSupport.Extensions(ImageFormat.Png)[0][1..]);
}
