using System.Globalization;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Contracts.Messages;

/// <summary>Whether JPEG's blocks are removed before an image is enlarged.</summary>
/// <param name="Kind">Which rule decides.</param>
/// <param name="Strength">0 to 1; only for <see cref="DeblockKind.Always"/>.</param>
public readonly record struct DeblockChoice(DeblockKind Kind, double Strength = 0)
{
    /// <summary>The model that removes them.</summary>
    public const string ModelName = "superres-deblock-x1";

    /// <summary>What may be said, for messages.</summary>
    public const string Words = "auto, on, off or a strength from 0 to 1";

    /// <summary>The model that may go before the one that enlarges; null when no image is touched.</summary>
    public string? Before => IsOff ? null : ModelName;

    /// <summary>Whether no image is touched, whatever it is.</summary>
    public bool IsOff => Kind == DeblockKind.Off || (Kind == DeblockKind.Always && Strength == 0);

    /// <summary>Reads <c>auto</c>, <c>on</c>, <c>off</c> or a strength from 0 to 1.</summary>
    /// <exception cref="FarmException">Anything else (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static DeblockChoice Parse(string text) => TryParse(text) ?? throw FarmException.Rejected(FailureCode.SettingsInvalid, $"'{text}' is no choice of deblocking: give {Words}.");

    /// <returns>The same; null for anything else.</returns>
    public static DeblockChoice? TryParse(string text) => text switch
    {
        "auto" => new(DeblockKind.Auto),
        "on" => new(DeblockKind.Always, 1),
        "off" => default(DeblockChoice),
        _ when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var strength) && strength <= 1 => new(DeblockKind.Always, strength),
        _ => null,
    };

    /// <returns>What a message says, whose parameters are good.</returns>
    public static DeblockChoice Of(UpscaleParameters parameters) => parameters.Deblock is { } deblock ? Parse(deblock) : default;

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
