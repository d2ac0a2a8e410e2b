namespace SuperResFarm.Imaging.Metadata;

/// <summary>From what kind of source an image comes. Vocabulary: IPTC NewsCodes, https://cv.iptc.org/newscodes/digitalsourcetype/ (2024-10-23).</summary>
internal static class DigitalSource
{
    private const string Scheme = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>Altered by an algorithm that is not generative.</summary>
    public const string Enhanced = Scheme + "algorithmicallyEnhanced";

    /// <summary>Edited with generative AI.</summary>
    public const string Generative = Scheme + "compositeWithTrainedAlgorithmicMedia";

    // What was no picture of the world, in whole or in part, does not become one by being enlarged.
    private static readonly string[] _made =
    [
        "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia", "digitalArt", "digitalCreation", "dataDrivenMedia",
        "softwareImage", "virtualRecording", "screenCapture",
    ];

    /// <returns>What a result is.</returns>
    /// <param name="source">What its source says of itself; null: nothing.</param>
    /// <param name="mayInvent">Whether what made it may have made up details.</param>
    public static string Of(string? source, bool mayInvent) =>
        source is not null && _made.Any(name => source == Scheme + name) ? source : mayInvent ? Generative : Enhanced;
}
