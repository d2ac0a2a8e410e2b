namespace SuperResFarm.Models.Cards;

/// <summary>The facts about a model that planning and reporting need.</summary>
public sealed record ModelCard
{
    /// <summary>Name that users know it by.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the architecture (<c>Compact</c>), of the formula (<c>bicubic</c>), or <c>onnx</c> for a ready model.</summary>
    public required string Architecture { get; init; }

    /// <summary>What the model does with an image.</summary>
    public ModelTask Task { get; init; }

    /// <summary>Output pixels for each input pixel along an axis, at least 1; null only for a ready model that must be run to find
    /// out.</summary>
    public required int? Scale { get; init; }

    /// <summary>Channels in and out: 1 or 3.</summary>
    public required int Channels { get; init; }

    /// <summary>Width and height of the input must be multiples of this, at least 1.</summary>
    public int SizeMultiple { get; init; } = 1;

    /// <summary>The only input size in pixels that the model takes, or null when any will do.</summary>
    public ImageSize? FixedSize { get; init; }

    /// <summary>How far an output pixel looks around its place, in input pixels; null when that is without bound or not known.</summary>
    public required int? ReceptiveFieldRadius { get; init; }

    /// <summary>SHA-256 of the source, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the model was made to do well.</summary>
    public required Fidelity Fidelity { get; init; }

    /// <summary>Whether blocks of JPEG are enlarged like everything else. Formulas amplify nothing, and networks that were trained on damaged images remove
    /// damage by themselves; those trained for the smallest error know clean images only.</summary>
    public bool AmplifiesDamage => Fidelity == Fidelity.Psnr;

    /// <summary>Licence of the weights, or null when not known.</summary>
    public string? Licence { get; init; }

    /// <summary>Precision that the weights are kept in.</summary>
    public Precision Precision { get; init; }

    /// <summary>The smallest context in input pixels at which seams stay below 1/255, as measured at import; null when not
    /// measured.</summary>
    public int? AutoHalo { get; init; }

    /// <summary>The model itself works on bytes: 16-bit samples lose their lower half in it.</summary>
    public bool EightBitOnly { get; init; }
}
