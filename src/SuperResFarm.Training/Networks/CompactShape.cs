using System.Globalization;

namespace SuperResFarm.Training.Networks;

/// <summary>Sizes of an SRVGGNetCompact network.</summary>
/// <param name="Features">Channels inside, 4 to 256.</param>
/// <param name="Convs">Convolutions between the first and the last, 1 to 64.</param>
/// <param name="Scale">How much longer the result's edges are, 1 to 4.</param>
internal sealed record CompactShape(int Features, int Convs, int Scale)
{
    public const string Family = "compact";
    public const int LeastFeatures = 4, MostFeatures = 256, MostConvs = 64;

    /// <summary>Numbers that are learnt.</summary>
    public int Parameters =>
        27 * Features + 2 * Features + Convs * (9 * Features * Features + 2 * Features) + 9 * Features * Last + Last;

    /// <summary>What <see cref="Scale"/> may be.</summary>
    public static IEnumerable<int> Scales => Enumerable.Range(1, 4);

    /// <summary>What the names of the last convolution's weights begin with.</summary>
    public string LastLayer => $"body.{2 * Convs + 2}.";

    /// <summary>Channels of the last convolution.</summary>
    public int Last => 3 * Scale * Scale;

    /// <summary>Reads <c>compact:FEATURES,CONVS</c>.</summary>
    /// <returns>Null when the text says something else.</returns>
    public static CompactShape? Parse(string text, int scale) =>
        text.Split(':') is [Family, var sizes] && sizes.Split(',') is [var features, var convs]
        && Number(features) is >= LeastFeatures and <= MostFeatures and var f && Number(convs) is >= 1 and <= MostConvs and var c
            ? new(f, c, scale)
            : null;

    public override string ToString() => $"{Family}:{Features},{Convs}";

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
