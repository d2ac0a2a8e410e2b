using NetVips;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>Chooses among the EXIF entries libvips spreads over the image as text fields.</summary>
internal static class ExifTags
{
    public const string Software = "exif-ifd0-Software";

    // Directory 1 describes the embedded thumbnail, which shows the old picture.
    private const string ThumbnailDirectory = "exif-ifd1-";
    private const string Orientation = "exif-ifd0-Orientation";

    public static Dictionary<string, string> Kept(Image image)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in image.GetFields())
            if (IsKept(name) && image.Get(name) is string value)
                kept[name] = value;
        return kept;
    }

    private static bool IsKept(string name) =>
        name.StartsWith("exif-ifd", StringComparison.Ordinal)
        && !name.StartsWith(ThumbnailDirectory, StringComparison.Ordinal)
        && name != Orientation;
}
