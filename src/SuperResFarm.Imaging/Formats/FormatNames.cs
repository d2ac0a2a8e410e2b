namespace SuperResFarm.Imaging.Formats;

/// <summary>How a format is called in a sentence.</summary>
internal static class FormatNames
{
    public static string Spelled(ImageFormat format) => format switch
    {
        ImageFormat.Jxl => "JPEG XL",
        ImageFormat.WebP => "WebP",
        _ => format.ToString().ToUpperInvariant(),
    };

    public static string WithArticle(ImageFormat format) => $"{(format == ImageFormat.Avif ? "an" : "a")} {Spelled(format)} image";
}
