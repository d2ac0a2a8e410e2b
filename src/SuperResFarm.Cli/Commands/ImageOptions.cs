using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Commands;

/// <summary>What is done with each image. Names and meanings are those of realesrgan-ncnn-vulkan and of Real-ESRGAN's script.</summary>
internal sealed class ImageOptions
{
    private readonly Option<double?> _scale = new("--outscale", "-s") { Description = "Final size over source size, any factor from 0.05 to 32. Default: the model's scale.", CustomParser = result => Numbers.Read(result) };
    private readonly Option<double?> _denoise = new("--denoise_strength", "--denoise-strength", "-dn") { Description = "Denoise strength of realesr-general-x4v3, 0 (weak) to 1 (strong); needs realesr-general-wdn-x4v3 beside it. Default: the model as it is, as 1.", CustomParser = result => Numbers.Read(result) };
    private readonly Option<string?> _size = new("--size") { Description = "Exact final size, WIDTHxHEIGHT, instead of -s." };
    private readonly Option<int> _tile = new("--tile", "-t") { Description = "Tile length in source pixels without the pad, at least 32; 0: planned." };
    private readonly Option<string> _pad = new("--tile_pad", "--tile-pad") { Description = "Context around a tile: auto (no visible seam), exact (no seam at all) or pixels.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _tta = new("-x", "--tta") { Description = "Run each tile in its eight orientations and take the mean (8 times the work)." };
    private readonly Option<string> _alpha = new("--alpha_upsampler", "--alpha-upsampler") { Description = "What enlarges alpha: model (or realesrgan), or bicubic.", DefaultValueFactory = _ => "model" };
    private readonly Option<string> _ext = new("--ext", "-f") { Description = "Kind of the results: auto (as the source), png, jpg, webp, tif, avif, jxl.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _suffix = new("--suffix") { Description = "Added to each name: photo_SUFFIX.png.", DefaultValueFactory = _ => "" };
    private readonly Option<int> _quality = new("--quality", "-q") { Description = "JPEG, WebP and AVIF quality, 1 to 100.", DefaultValueFactory = _ => 95 };
    private readonly Option<int> _level = new("--png-level") { Description = "PNG compression, 0 to 9.", DefaultValueFactory = _ => 1 };
    private readonly Option<TiffCompression> _tiff = new("--tiff-compression") { Description = "TIFF compression.", DefaultValueFactory = _ => TiffCompression.Deflate };
    private readonly Option<bool> _strip = new("--strip") { Description = "Leave out EXIF, XMP, IPTC and resolution; the colour profile stays." };
    private readonly LimitOptions _limits = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _scale, _denoise, _size, _tile, _pad, _tta, _alpha, _ext, _suffix, _quality, _level, _tiff, _strip })
            command.Add(option);
        _limits.AddTo(command);
    }

    public bool Denoises(ParseResult parsed) => parsed.GetValue(_denoise) is not null;

    public OutputNames Names(ParseResult parsed)
    {
        var suffix = parsed.GetValue(_suffix)!;
        Require(!suffix.Contains('/'), $"--suffix '{suffix}': give a part of a name, without folders.");
        return new OutputNames(suffix, FormatOf(parsed.GetValue(_ext)!));
    }

    public UpscaleSettings Settings(ParseResult parsed, string model)
    {
        var scale = parsed.GetValue(_scale);
        var size = SizeOf(parsed.GetValue(_size));
        Require(scale is null or (>= 0.05 and <= 32), $"-s {scale}: give a factor from 0.05 to 32.");
        Require(parsed.GetValue(_denoise) is null or (>= 0 and <= 1), $"-dn {parsed.GetValue(_denoise)}: give 0 to 1.");
        Require(scale is null || size is null, "Give either -s or --size, not both.");
        Require(parsed.GetValue(_tile) is 0 or (>= 32 and <= 8192), $"-t {parsed.GetValue(_tile)}: give 0, or 32 to 8192 pixels.");
        Require(parsed.GetValue(_quality) is >= 1 and <= 100, $"--quality {parsed.GetValue(_quality)}: give 1 to 100.");
        Require(parsed.GetValue(_level) is >= 0 and <= 9, $"--png-level {parsed.GetValue(_level)}: give 0 to 9.");
        return new UpscaleSettings
        {
            Model = model,
            DenoiseStrength = parsed.GetValue(_denoise),
            OutScale = scale,
            OutSize = size,
            TileCore = parsed.GetValue(_tile),
            Halo = HaloOf(parsed.GetValue(_pad)!),
            EightOrientations = parsed.GetValue(_tta),
            Alpha = AlphaOf(parsed.GetValue(_alpha)!),
            Quality = parsed.GetValue(_quality),
            PngLevel = parsed.GetValue(_level),
            TiffCompression = parsed.GetValue(_tiff),
            Strip = parsed.GetValue(_strip),
            Limits = _limits.Limits(parsed),
            TimeLimit = _limits.TimeLimit(parsed),
        };
    }

    private static ImageFormat? FormatOf(string text)
    {
        if (text == "auto")
            return null;
        var format = CodecSupport.FromExtension("." + text) ?? throw Wrong($"--ext '{text}' is no image format: give auto, png, jpg, webp, tif or avif.");
        Require(CodecSupport.CanWrite(format), $"--ext {text}: this build cannot write {format}; 'superres doctor' lists what it can.");
        return format;
    }

    private static HaloChoice HaloOf(string text)
    {
        try
        {
            return HaloChoice.Parse(text);
        }
        catch (FarmException fault)
        {
            throw Wrong($"--tile_pad: {fault.Message}");
        }
    }

    private static AlphaUpsampler AlphaOf(string text) => text switch
    {
        "model" or "realesrgan" => AlphaUpsampler.Model,
        "bicubic" => AlphaUpsampler.Bicubic,
        _ => throw Wrong($"--alpha_upsampler '{text}': give model (or realesrgan) or bicubic."),
    };

    private static PixelSize? SizeOf(string? text)
    {
        if (text is null)
            return null;
        var sides = text.Split('x', 'X').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToList();
        return sides.Count == 2 && sides.All(side => side is >= 1 and <= 1_000_000)
            ? new PixelSize(sides[0], sides[1])
            : throw Wrong($"--size '{text}': give WIDTHxHEIGHT in pixels, as in 1920x1080.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw Wrong(message);
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
