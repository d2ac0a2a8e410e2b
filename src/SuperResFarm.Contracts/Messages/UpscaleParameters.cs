using System.ComponentModel;

namespace SuperResFarm.Contracts.Messages;

/// <summary>How every item of a job is enlarged. Names and ranges are those of the <c>superres upscale</c> options.</summary>
public sealed record UpscaleParameters
{
    /// <summary>Name of a model. A submission may leave it out (or empty) where it names a <see cref="Fidelity"/>, which then chooses.</summary>
    public string Model { get; init; } = "";

    /// <summary>What the model must be, as <c>ModelLibrary.FingerprintOf</c> tells it: 64 lower-case hexadecimal digits; null: any of that name.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>Final size over source size, 0.05 to 32; null: the scale of the network.</summary>
    public double? OutScale { get; init; }

    /// <summary>Exact final width in pixels, together with <see cref="OutHeight"/>, instead of <see cref="OutScale"/>.</summary>
    public int? OutWidth { get; init; }

    /// <summary>Exact final height in pixels, together with <see cref="OutWidth"/>.</summary>
    public int? OutHeight { get; init; }

    /// <summary>0 to 1 for models with a partner for it: 1 denoises fully, 0 hardly; null: the model as it is.</summary>
    public double? DenoiseStrength { get; init; }

    /// <summary>Which models may be used, and what a result must tell; null: any.</summary>
    public FidelityLevel? Fidelity { get; init; }

    /// <summary>Whether JPEG's blocks are removed first: auto, on, off, or a strength from 0 to 1. Null means auto in a submission (off under
    /// <see cref="FidelityLevel.Evidence"/>), and off in a message.</summary>
    public string? Deblock { get; init; }

    /// <summary>How faces are restored; null: they are enlarged like everything else.</summary>
    public FaceParameters? Faces { get; init; }

    /// <summary>Runs each tile in its eight orientations and takes the mean.</summary>
    public bool EightOrientations { get; init; }

    /// <summary>Extension of the result's format (<c>png</c>, <c>jpg</c>, ...); null: that of the source where it can be written.</summary>
    public string? Format { get; init; }

    /// <summary>JPEG, WebP and AVIF quality, 1 to 100.</summary>
    [DefaultValue(95)]
    public int Quality { get; init; } = 95;

    /// <summary>Leaves out EXIF, XMP, IPTC and resolution of the source.</summary>
    public bool Strip { get; init; }

    /// <summary>Whether results are compared with their sources; null means yes.</summary>
    public bool? Consistency { get; init; }

    /// <summary>Whether a picture of where a result differs from its source is stored beside it, <c>{target}.divergence.png</c>; null means no.</summary>
    public bool? DivergenceMap { get; init; }

    /// <summary>Longest time for one attempt at one image in seconds, above 0 to 86 400; null: the worker's own limit.</summary>
    public double? TimeLimitSeconds { get; init; }

    /// <summary>Replaces whatever is at the target. Otherwise objects that the farm did not make stay, and the item fails.</summary>
    public bool Overwrite { get; init; }
}
