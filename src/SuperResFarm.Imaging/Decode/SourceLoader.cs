using NetVips;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Calls exactly the loader of the format that the content named; libvips' own guess is never asked.</summary>
internal static class SourceLoader
{
    /// <param name="source">The bytes.</param>
    /// <param name="format">What they are.</param>
    /// <returns>The first frame, header read, pixels to come from top to bottom; damage is an error, not a gray area.</returns>
    /// <exception cref="VipsException">The header is damaged.</exception>
    public static Image Load(Source source, ImageFormat format)
    {
        const Enums.Access access = Enums.Access.Sequential;
        const Enums.FailOn failOn = Enums.FailOn.Error;
        return format switch
        {
            ImageFormat.Jpeg => Image.JpegloadSource(source, access: access, failOn: failOn),
            ImageFormat.Png => Image.PngloadSource(source, access: access, failOn: failOn),
            ImageFormat.WebP => Image.WebploadSource(source, access: access, failOn: failOn),
            ImageFormat.Tiff => Image.TiffloadSource(source, access: access, failOn: failOn),
            ImageFormat.Gif => Image.GifloadSource(source, access: access, failOn: failOn),
            ImageFormat.Avif or ImageFormat.Heic => Image.HeifloadSource(source, access: access, failOn: failOn),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No loader."),
        };
    }
}
