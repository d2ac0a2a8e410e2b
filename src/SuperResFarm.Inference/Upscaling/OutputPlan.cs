using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>What will be written.</summary>
/// <param name="Enlarged">Size as the network leaves it.</param>
/// <param name="Final">Size of the result.</param>
/// <param name="Encode">Settings for the encoder.</param>
/// <param name="Warnings">What the chosen format cannot hold, and the like.</param>
public sealed record OutputPlan(PixelSize Enlarged, PixelSize Final, EncodeSettings Encode, IReadOnlyList<string> Warnings)
{
    private const int LanczosReach = 3;   // pixels of the coarser of the two images

    /// <summary>Decides, before any pixel is decoded.</summary>
    /// <param name="source">The source.</param>
    /// <param name="model">Name of the model, for the result's metadata.</param>
    /// <param name="scale">Output over input of the network.</param>
    /// <param name="settings">What is asked for.</param>
    /// <exception cref="FarmException">The result would be too large for the limits or for its format.</exception>
    public static OutputPlan For(ImageHeader source, string model, int scale, UpscaleSettings settings)
    {
        var enlarged = Scaled(source.Size, scale);
        var final = settings.OutSize ?? Scaled(source.Size, settings.OutScale ?? scale);
        settings.Limits.CheckOutput(enlarged);
        settings.Limits.CheckOutput(final);

        var format = settings.Format ?? Writable(source.Format);
        var encode = new EncodeSettings
        {
            Format = format,
            Quality = settings.Quality,
            PngLevel = settings.PngLevel,
            TiffCompression = settings.TiffCompression,
            Strip = settings.Strip,
            ResizeTo = final == enlarged ? null : final,
            Software = $"SuperResFarm {model} x{scale}",   // no parenthesis: libvips cuts EXIF text there
        };
        ImageEncoder.CheckFits(enlarged, encode);
        return new OutputPlan(enlarged, final, encode, WarningsOf(source, format, settings, final));
    }

    /// <summary>The kind itself where the library writes it, else PNG.</summary>
    public static ImageFormat Writable(ImageFormat format) =>
        CodecSupport.CanWrite(format) ? format : ImageFormat.Png;

    /// <returns>Where a change of an area of the enlarged image can be seen in the result; empty where the area is.</returns>
    public FaceArea InResult(FaceArea area)
    {
        if (Final == Enlarged || area.Width == 0)
            return area;
        var (left, width) = Side(area.Left, area.Width, Enlarged.Width, Final.Width);
        var (top, height) = Side(area.Top, area.Height, Enlarged.Height, Final.Height);
        return new(left, top, width, height, area.Pixels * Final.Width / Enlarged.Width * Final.Height / Enlarged.Height);
    }

    private static (int First, int Length) Side(int first, int length, int before, int after)
    {
        var factor = (double)after / before;
        var reach = LanczosReach * Math.Max(1, factor);
        var (begin, end) = (Math.Max(0, (int)Math.Floor(first * factor - reach)), Math.Min(after, (int)Math.Ceiling((first + length) * factor + reach)));
        return (begin, end - begin);
    }

    private static PixelSize Scaled(PixelSize size, double factor) => new(Scaled(size.Width, factor), Scaled(size.Height, factor));

    private static int Scaled(int length, double factor) => Math.Round(length * factor, MidpointRounding.AwayFromZero) switch
    {
        > int.MaxValue => throw FarmException.Rejected(FailureCode.OutputTooLarge, $"A side of {length} pixels times {factor:0.##} is beyond what any image can have: use a smaller scale."),
        var scaled => Math.Max(1, (int)scaled),
    };

    private static List<string> WarningsOf(ImageHeader source, ImageFormat format, UpscaleSettings settings, PixelSize final)
    {
        var warnings = new List<string>();
        ImageEncoder.WrittenAs(source.Pixels, format, out var loss);
        if (loss is not null)
            warnings.Add(loss);
        if (settings.Format is null && format != source.Format)
            warnings.Add($"{source.Format} cannot be written; the result is {format}.");
        if (Math.Abs((double)final.Width * source.Size.Height / ((double)final.Height * source.Size.Width) - 1) > 0.01 && settings.OutSize is not null)
            warnings.Add($"{final.Width}x{final.Height} changes the aspect ratio.");
        return warnings;
    }
}
