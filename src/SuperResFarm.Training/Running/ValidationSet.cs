using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>Pictures that nothing is learnt from, to measure by.</summary>
internal sealed class ValidationSet
{
    private const string HighMark = "_HR", LowMark = "_LR";

    private readonly IReadOnlyList<PicturePair> _pairs;
    private readonly int _scale;

    private ValidationSet(IReadOnlyList<PicturePair> pairs, int scale) => (_pairs, _scale) = (pairs, scale);

    /// <summary>Pictures in the set.</summary>
    public int Count => _pairs.Count;

    /// <summary>Reads a folder. <c>NAME_HR.png</c> is measured with <c>NAME_LR.png</c> beside it; other pictures are shrunk by the bicubic rule.</summary>
    /// <exception cref="FarmException">A picture cannot be read, or a pair does not differ by the scale.</exception>
    public static ValidationSet Read(string folder, int scale)
    {
        var files = ImageFolder.List(folder);
        return new([.. files.Where(file => Partner(file, LowMark, HighMark) is null).Select(file => ReadPair(file, scale))], scale);
    }

    /// <returns>Mean PSNR on luma over the pictures, in dB.</returns>
    public double Measure(CompactNetwork network, torch.Device device) =>
        _pairs.Average(pair => IsGray(pair.High)
            ? Psnr.Of((GrayOf(Upscaler.Enlarge(network, pair.Low, device)), Plane.Of(pair.High, 0).Inside(_scale)))
            : Psnr.Of((Luma(Upscaler.Enlarge(network, pair.Low, device)), Luma(pair.High))));

    private Plane Luma(Raster image) => Plane.LumaOf(image).Inside(_scale);

    // By the field's custom a gray picture is its own luma; what the network makes of it becomes gray again by the weights of BT.601.
    private Plane GrayOf(Raster image)
    {
        var (gray, green, blue) = (Plane.Of(image, 0), Plane.Of(image, 1).Values, Plane.Of(image, 2).Values);
        for (var i = 0; i < gray.Values.Length; i++)
            gray.Values[i] = Math.Round(0.299 * gray.Values[i] + 0.587 * green[i] + 0.114 * blue[i]);
        return gray.Inside(_scale);
    }

    private static bool IsGray(Raster image)
    {
        for (var i = 0; i < image.Samples.Length; i += 3)
            if (image.Samples[i] != image.Samples[i + 1] || image.Samples[i] != image.Samples[i + 2])
                return false;
        return true;
    }

    private static PicturePair ReadPair(string file, int scale)
    {
        var high = ImageFolder.Read(file);
        if (Partner(file, HighMark, LowMark) is not { } partner)
            return PicturePair.Bicubic(high, scale);
        var low = ImageFolder.Read(partner);
        return high.Size == new PixelSize(scale * low.Size.Width, scale * low.Size.Height)
            ? new(high, low)
            : throw FarmException.Rejected(FailureCode.SettingsInvalid, $"'{file}' is not {scale} times as large as '{partner}'; remove one of them.");
    }

    private static string? Partner(string file, string mark, string other)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (!name.EndsWith(mark, StringComparison.Ordinal))
            return null;
        var partner = Path.Combine(Path.GetDirectoryName(file) ?? "", name[..^mark.Length] + other + Path.GetExtension(file));
        return File.Exists(partner) ? partner : null;
    }
}
