using System.CommandLine;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Commands;

/// <summary>What is done with each image on this machine.</summary>
internal sealed class ImageOptions
{
    private readonly ResultOptions _result = new();
    private readonly Option<int> _tile = new("--tile", "-t") { Description = "Tile length in source pixels without the pad, at least 32; 0: planned." };
    private readonly Option<string> _pad = new("--tile_pad", "--tile-pad") { Description = "Context around a tile: auto (no visible seam), exact (no seam at all) or pixels.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _alpha = new("--alpha_upsampler", "--alpha-upsampler") { Description = "What enlarges alpha: model (or realesrgan), or bicubic.", DefaultValueFactory = _ => "model" };
    private readonly Option<string> _suffix = new("--suffix") { Description = "Added to each name: photo_SUFFIX.png.", DefaultValueFactory = _ => "" };
    private readonly Option<int> _level = new("--png-level") { Description = "PNG compression, 0 to 9.", DefaultValueFactory = _ => 1 };
    private readonly Option<TiffCompression> _tiff = new("--tiff-compression") { Description = "TIFF compression.", DefaultValueFactory = _ => TiffCompression.Deflate };
    private readonly Option<bool> _anonymous = new("--no-provenance") { Description = "Do not write into results how they were made." };
    private readonly Option<string?> _map = new("--divergence-map") { Description = "Draw where each result differs from its source, into this folder, or into this .png file for one image." };
    private readonly LimitOptions _limits = new();

    public void AddTo(Command command)
    {
        _result.AddTo(command);
        foreach (var option in new Option[] { _tile, _pad, _alpha, _suffix, _level, _tiff, _anonymous, _map })
            command.Add(option);
        _limits.AddTo(command);
    }

    public FidelityLevel? Fidelity(ParseResult parsed) => _result.Fidelity.Level(parsed);

    /// <returns>Names of the pictures of differences, or null when none are asked for.</returns>
    /// <exception cref="FarmException">They cannot be used.</exception>
    public MapNames? Maps(ParseResult parsed, WorkList work) => parsed.GetValue(_map) is { } output ? MapNames.Of(output, work) : null;

    public bool Denoises(ParseResult parsed) => _result.Denoise(parsed) is not null;

    public OutputNames Names(ParseResult parsed)
    {
        var suffix = parsed.GetValue(_suffix)!;
        Require(!suffix.Contains('/'), $"--suffix '{suffix}': give a part of a name, without folders.");
        if (_result.Kind(parsed) is { } kind)
            Require(CodecSupport.CanWrite(kind.Format), $"--ext {kind.Extension}: this build cannot write {kind.Format}; 'superres doctor' lists what it can.");
        return new OutputNames(suffix, _result.Kind(parsed)?.Format);
    }

    public UpscaleSettings Settings(ParseResult parsed, string model)
    {
        var (scale, size, denoise, quality, seconds) =
            (_result.Scale(parsed), _result.Size(parsed), _result.Denoise(parsed), _result.Quality(parsed), _result.TimeLimit(parsed));
        Require(scale is null or (>= 0.05 and <= 32), $"-s {scale}: give a factor from 0.05 to 32.");
        Require(denoise is null or (>= 0 and <= 1), $"-dn {denoise}: give 0 to 1.");
        Require(scale is null || size is null, "Give either -s or --size, not both.");
        Require(parsed.GetValue(_tile) is 0 or (>= 32 and <= 8192), $"-t {parsed.GetValue(_tile)}: give 0, or 32 to 8192 pixels.");
        Require(quality is >= 1 and <= 100, $"--quality {quality}: give 1 to 100.");
        Require(parsed.GetValue(_level) is >= 0 and <= 9, $"--png-level {parsed.GetValue(_level)}: give 0 to 9.");
        Require(seconds is >= 0 and <= 1e6, $"--timeout {seconds}: give 0, or up to 1000000 seconds.");
        var (fidelity, consistency, provenance, map) = (Fidelity(parsed), _result.Fidelity.Consistency(parsed), !parsed.GetValue(_anonymous), parsed.GetValue(_map) is not null);
        Require(fidelity != FidelityLevel.Evidence || (consistency && provenance), "--fidelity evidence includes provenance and the consistency check: leave out --no-provenance and --no-consistency.");
        Require(consistency || !map, "--divergence-map is drawn by the consistency check: leave out --no-consistency.");
        return new UpscaleSettings
        {
            Model = model,
            DenoiseStrength = denoise,
            Fidelity = fidelity,
            Deblock = _result.Deblock(parsed) is { } deblock ? Parsed("--deblock", () => DeblockChoice.Parse(deblock)) : FidelityLadder.UsualDeblock(fidelity),
            OutScale = scale,
            OutSize = size,
            TileCore = parsed.GetValue(_tile),
            Halo = Parsed("--tile_pad", () => HaloChoice.Parse(parsed.GetValue(_pad)!)),
            EightOrientations = _result.EightOrientations(parsed),
            Alpha = AlphaOf(parsed.GetValue(_alpha)!),
            Quality = quality,
            PngLevel = parsed.GetValue(_level),
            TiffCompression = parsed.GetValue(_tiff),
            Strip = _result.Strip(parsed),
            Provenance = provenance,
            Consistency = consistency,
            DivergenceMap = map,
            Limits = _limits.Limits(parsed),
            TimeLimit = seconds == 0 ? null : TimeSpan.FromSeconds(seconds),
        };
    }

    private static T Parsed<T>(string option, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FarmException fault)
        {
            throw Wrong($"{option}: {fault.Message}");
        }
    }

    private static AlphaUpsampler AlphaOf(string text) => text switch
    {
        "model" or "realesrgan" => AlphaUpsampler.Model,
        "bicubic" => AlphaUpsampler.Bicubic,
        _ => throw Wrong($"--alpha_upsampler '{text}': give model (or realesrgan) or bicubic."),
    };

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw Wrong(message);
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
