using NetVips;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Decode;

/// <summary>What has to happen to the samples of a loaded image before they are delivered; refuses what we cannot deliver.</summary>
/// <param name="Delivered">Layout of the delivered rows.</param>
/// <param name="FromCmyk">Whether the colours are converted from ink to light.</param>
/// <param name="ShortBits">Bits that are filled when 16-bit samples hold fewer (10 or 12 in AVIF), else 16.</param>
/// <param name="Warning">What a user should know about it, or null.</param>
internal sealed record SampleConversion(PixelFormat Delivered, bool FromCmyk, int ShortBits, string? Warning)
{
    private const string ProfileField = "icc-profile-data";
    private const string BitsField = "bits-per-sample";

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
        var bits = depth == SampleDepth.Sixteen && image.Contains(BitsField) && image.Get(BitsField) is int and var said and > 8 ? said : 16;
        return new SampleConversion(new PixelFormat(channels, depth), fromCmyk, Math.Min(bits, 16), warning);
    }

    /// <returns>A new image, as delivered; the caller disposes both.</returns>
    public Image Apply(Image image)
    {
        if (FromCmyk)
            return image.IccTransform("srgb", embedded: image.Contains(ProfileField), inputProfile: "cmyk",
                intent: Enums.Intent.Relative, blackPointCompensation: true, depth: (int)Delivered.Depth);
        return ShortBits < 16 ? FullRange(image) : image.Copy();
    }

    // The decoder leaves the low bits empty, so white would be 65520 of 65535 and opaque not quite opaque.
    private Image FullRange(Image image)
    {
        using var ramp = Image.Identity(@ushort: true);
        using var top = ramp >> (16 - ShortBits);
        using var scaled = top * (65535.0 / ((1 << ShortBits) - 1));
        using var rounded = scaled.Rint();
        using var table = rounded.Cast(Enums.BandFormat.Ushort);
        using var mapped = image.Maplut(table);
        return mapped.Copy(interpretation: image.Interpretation);
    }

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
