using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Worker.Items;

/// <summary>How formats are called where media are told by type (RFC 6838).</summary>
internal static class MediaTypes
{
    public static string Of(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        ImageFormat.WebP => "image/webp",
        ImageFormat.Tiff => "image/tiff",
        ImageFormat.Gif => "image/gif",
        ImageFormat.Avif => "image/avif",
        ImageFormat.Heic => "image/heic",
        ImageFormat.Jxl => "image/jxl",
        _ => "application/octet-stream",
    };
}
