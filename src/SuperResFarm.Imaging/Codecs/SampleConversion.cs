using NetVips;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Codecs;

/// <summary>What has to happen to the samples of a loaded image before they are delivered; refuses what we cannot deliver.</summary>
internal sealed record SampleConversion(PixelFormat Delivered, bool FromCmyk, string? Warning)
{
    private const string ProfileField = "icc-profile-data";

    /// <exception cref="Contracts.Failures.FarmException">The samples are of a kind that has no place here; the message names it.</exception>
    public static SampleConversion Plan(Image image)
    {
        var depth = Depth(image.Format);
        var fromCmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        if (!fromCmyk && !IsOrdinary(image.Interpretation))
            throw DecodeFailures.Unsupported($"an image in the colour space {image.Interpretation}", "convert it to RGB");
        var channels = fromCmyk ? image.Bands - 1 : image.Bands;
        if (channels is < 1 or > 4)
            throw DecodeFailures.Unsupported($"an image with {image.Bands} channels", "use gray or RGB, with or without alpha");
        var warning = fromCmyk && !image.Contains(ProfileField)
            ? "The CMYK image has no profile; a common print profile was assumed."
            : null;
        return new SampleConversion(new PixelFormat(channels, depth), fromCmyk, warning);
    }

    /// <returns>The image as delivered; the caller disposes both.</returns>
    public Image Apply(Image image) => !FromCmyk
        ? image
        : image.IccTransform("srgb", embedded: image.Contains(ProfileField), inputProfile: "cmyk",
            intent: Enums.Intent.Relative, blackPointCompensation: true, depth: (int)Delivered.Depth);

    private static SampleDepth Depth(Enums.BandFormat format) => format switch
    {
        Enums.BandFormat.Uchar => SampleDepth.Eight,
        Enums.BandFormat.Ushort => SampleDepth.Sixteen,
        _ => throw DecodeFailures.Unsupported($"an image of {Name(format)} samples", "convert it to 8 or 16 bits"),
    };

    private static string Name(Enums.BandFormat format) => format switch
    {
        Enums.BandFormat.Float => "32-bit floating point",
        Enums.BandFormat.Double => "64-bit floating point",
        Enums.BandFormat.Complex or Enums.BandFormat.Dpcomplex => "complex",
        Enums.BandFormat.Uint or Enums.BandFormat.Int => "32-bit integer",
        _ => "signed",
    };

    private static bool IsOrdinary(Enums.Interpretation interpretation) => interpretation is
        Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16
        or Enums.Interpretation.Rgb or Enums.Interpretation.Multiband;
}
