using System.CommandLine;
using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Commands;

/// <summary>What a result is like, on this machine and from a farm alike. Names and meanings are those of realesrgan-ncnn-vulkan and of
/// Real-ESRGAN's script.</summary>
internal sealed class ResultOptions
{
    /// <summary>Value of <c>--ext</c> that keeps the kind of the source.</summary>
    public const string AsSource = "auto";

    /// <summary>Value of <c>--deblock</c> that leaves the choice to each image.</summary>
    public const string AsUsual = "auto";

    private readonly Option<double?> _scale = new("--outscale", "-s") { Description = "Final size over source size, any factor from 0.05 to 32. Default: the model's scale.", CustomParser = result => Numbers.Read(result) };
    private readonly Option<double?> _denoise = new("--denoise_strength", "--denoise-strength", "-dn") { Description = "Denoise strength of realesr-general-x4v3, 0 (weak) to 1 (strong); needs realesr-general-wdn-x4v3 beside it. Default: the model as it is, as 1.", CustomParser = result => Numbers.Read(result) };
    private readonly Option<string?> _size = new("--size") { Description = "Exact final size, WIDTHxHEIGHT, instead of -s." };
    private readonly Option<bool> _tta = new("-x", "--tta") { Description = "Run each tile in its eight orientations and take the mean (8 times the work)." };
    private readonly Option<string> _ext = new("--ext", "-f") { Description = "Kind of the results: auto (as the source), png, jpg, webp, tif, avif, jxl.", DefaultValueFactory = _ => AsSource };
    private readonly Option<int> _quality = new("--quality", "-q") { Description = "JPEG, WebP and AVIF quality, 1 to 100.", DefaultValueFactory = _ => 95 };
    private readonly Option<bool> _strip = new("--strip") { Description = "Leave out EXIF, XMP, IPTC and resolution of the source; the colour profile and how the result was made stay." };
    private readonly Option<string> _deblock = new("--deblock") { Description = $"Remove JPEG's blocks first: auto (files of a quality below {DeblockRule.CleanQuality}, for models that would amplify them), on, off, or a strength from 0 to 1.", DefaultValueFactory = _ => AsUsual };
    private readonly FidelityOption _fidelity = new();
    private readonly Option<double> _seconds = new("--timeout") { Description = "Longest time for one image in seconds; 0: no limit (in a farm: that of its workers).", CustomParser = Numbers.Read };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _scale, _size, _denoise, _tta, _ext, _quality, _strip, _deblock, _seconds })
            command.Add(option);
        _fidelity.AddTo(command);
    }

    /// <summary>How far the pixels must be trusted.</summary>
    public FidelityOption Fidelity => _fidelity;

    public double? Scale(ParseResult parsed) => parsed.GetValue(_scale);

    public double? Denoise(ParseResult parsed) => parsed.GetValue(_denoise);

    public bool EightOrientations(ParseResult parsed) => parsed.GetValue(_tta);

    /// <returns>The choice as it was given; null: it was not.</returns>
    public string? Deblock(ParseResult parsed) => parsed.GetResult(_deblock) is { Implicit: false } ? parsed.GetValue(_deblock) : null;

    public int Quality(ParseResult parsed) => parsed.GetValue(_quality);

    public bool Strip(ParseResult parsed) => parsed.GetValue(_strip);

    /// <summary>Seconds; 0 is no limit.</summary>
    public double TimeLimit(ParseResult parsed) => parsed.GetValue(_seconds);

    /// <returns>The exact final size, or null when none was asked for.</returns>
    /// <exception cref="FarmException">It is none.</exception>
    public PixelSize? Size(ParseResult parsed)
    {
        if (parsed.GetValue(_size) is not { } text)
            return null;
        var sides = text.Split('x', 'X').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToList();
        return sides.Count == 2 && sides.All(side => side is >= 1 and <= 1_000_000)
            ? new PixelSize(sides[0], sides[1])
            : throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--size '{text}': give WIDTHxHEIGHT in pixels, as in 1920x1080.");
    }

    /// <returns>The kind of the results with its extension as it was given, or null for that of each source.</returns>
    /// <exception cref="FarmException">Nobody knows such a kind.</exception>
    public (ImageFormat Format, string Extension)? Kind(ParseResult parsed) => parsed.GetValue(_ext)! switch
    {
        AsSource => null,
        var text when CodecSupport.FromExtension("." + text) is { } format => (format, text),
        var text => throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--ext '{text}' is no image format: give auto, png, jpg, webp, tif or avif."),
    };
}
