using System.Globalization;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Planning;

/// <summary>How much context a tile is given around its core.</summary>
/// <param name="Kind">Which rule decides.</param>
/// <param name="Pixels">Source pixels; only for <see cref="HaloKind.Pixels"/>.</param>
public readonly record struct HaloChoice(HaloKind Kind, int Pixels = 0)
{
    /// <summary>Reads <c>auto</c>, <c>exact</c> or a number of source pixels from 0 to 1024.</summary>
    /// <exception cref="FarmException">Anything else (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static HaloChoice Parse(string text) => text switch
    {
        "auto" => new HaloChoice(HaloKind.Auto),
        "exact" => new HaloChoice(HaloKind.Exact),
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels <= 1024 =>
            new HaloChoice(HaloKind.Pixels, pixels),
        _ => throw FarmException.Rejected(FailureCode.SettingsInvalid, $"'{text}' is no halo: give auto, exact or a number of pixels from 0 to 1024."),
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        HaloKind.Auto => "auto",
        HaloKind.Exact => "exact",
        _ => Pixels.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>Which rule decides the halo.</summary>
public enum HaloKind
{
    /// <summary>The smallest halo whose seam error on the probe picture stays below 1/255.</summary>
    Auto,

    /// <summary>The receptive-field radius: tiled and whole result are the same.</summary>
    Exact,

    /// <summary>A number of source pixels.</summary>
    Pixels,
}
