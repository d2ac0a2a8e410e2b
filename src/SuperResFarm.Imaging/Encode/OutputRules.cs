using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Encode;

/// <summary>What each format can hold.</summary>
internal static class OutputRules
{
    /// <returns>Longest side in pixels, as the library's encoders enforce it.</returns>
    public static int MaxSide(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => 65_500,
        ImageFormat.WebP => 16_383,
        ImageFormat.Avif => 16_384,
        _ => 100_000_000,
    };

    public static void Check(PixelSize size, EncodeSettings settings)
    {
        if (!CodecSupport.CanWrite(settings.Format))
            throw FarmException.Rejected(FailureCode.SettingsInvalid,
                $"{FormatNames.Spelled(settings.Format)} cannot be written; use PNG, TIFF, JPEG, WebP or AVIF.");
        if (settings.Quality is < 1 or > 100 || settings.PngLevel is < 0 or > 9)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "Quality lies in 1 to 100 and the PNG level in 0 to 9; correct the setting.");
        var target = settings.ResizeTo ?? size;
        var limit = MaxSide(settings.Format);
        if (target.Width < 1 || target.Height < 1)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"A result of {target} pixels has no content; choose at least 1x1.");
        if (target.Width > limit || target.Height > limit)
            throw FarmException.Rejected(FailureCode.OutputTooLarge,
                $"{FormatNames.Spelled(settings.Format)} holds sides up to {limit} pixels, the result is {target}; use PNG or TIFF.");
    }

    public static PixelFormat WrittenAs(PixelFormat format, ImageFormat target, out string? warning)
    {
        var written = target switch
        {
            ImageFormat.Jpeg => new PixelFormat(format.ColorChannels, SampleDepth.Eight),
            ImageFormat.WebP => new PixelFormat(format.HasAlpha ? 4 : 3, SampleDepth.Eight),
            _ => format,
        };
        var losses = new List<string>();
        if (format.HasAlpha && !written.HasAlpha)
            losses.Add("transparency is laid on white");
        if (format.Depth != written.Depth)
            losses.Add("16 bits become 8");
        if (target == ImageFormat.Avif && format.Depth == SampleDepth.Sixteen)
            losses.Add("16 bits become 12");
        warning = losses.Count == 0 ? null
            : $"{FormatNames.Spelled(target)} cannot hold everything: {string.Join(" and ", losses)}; use PNG or TIFF to keep it.";
        return written;
    }
}
