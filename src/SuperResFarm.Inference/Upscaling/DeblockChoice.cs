using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Whether JPEG's blocks are removed before an image is enlarged.</summary>
/// <param name="Kind">Which rule decides.</param>
/// <param name="Strength">0 to 1; only for <see cref="DeblockKind.Always"/>.</param>
public readonly record struct DeblockChoice(DeblockKind Kind, double Strength = 0)
{
    /// <summary>The model that removes them.</summary>
    public const string ModelName = "superres-deblock-x1";

    /// <summary>JPEG quality from which on <see cref="DeblockKind.Auto"/> leaves an image alone. Measured on 19 small pictures: at 75 the model still gains 0.2 dB, at 85 it takes 1.1 dB away.</summary>
    public const int CleanQuality = 75;

    /// <summary>Whether no image is touched, whatever it is.</summary>
    public bool IsOff => Kind == DeblockKind.Off || (Kind == DeblockKind.Always && Strength == 0);

    /// <summary>Reads <c>auto</c>, <c>on</c>, <c>off</c> or a strength from 0 to 1.</summary>
    /// <exception cref="FarmException">Anything else (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static DeblockChoice Parse(string text) => text switch
    {
        "auto" => new(DeblockKind.Auto),
        "on" => new(DeblockKind.Always, 1),
        "off" => default,
        _ when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var strength) && strength <= 1 => new(DeblockKind.Always, strength),
        _ => throw FarmException.Rejected(FailureCode.SettingsInvalid, $"'{text}' is no choice of deblocking: give auto, on, off or a strength from 0 to 1."),
    };

    /// <summary>Decides about one image.</summary>
    /// <param name="source">What its header says.</param>
    /// <param name="model">What enlarges it. Formulas amplify nothing, and networks that were trained on damaged images remove blocks by themselves, so
    /// <see cref="DeblockKind.Auto"/> helps only those trained for the smallest error.</param>
    /// <returns>Above 0 to 1; null: it is left as it is.</returns>
    public double? For(ImageHeader source, ModelCard model) => Kind switch
    {
        DeblockKind.Always when Strength > 0 => Strength,
        DeblockKind.Auto when source.JpegQuality < CleanQuality && model.Fidelity == Fidelity.Psnr => 1,
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        DeblockKind.Auto => "auto",
        DeblockKind.Always when Strength == 1 => "on",
        DeblockKind.Always => Strength.ToString(CultureInfo.InvariantCulture),
        _ => "off",
    };
}

/// <summary>Which rule decides about deblocking.</summary>
public enum DeblockKind
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>JPEG files whose quantisation tables are coarse.</summary>
    Auto,

    /// <summary>Every image.</summary>
    Always,
}
