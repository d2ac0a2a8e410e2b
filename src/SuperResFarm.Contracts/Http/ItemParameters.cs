using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Http;

/// <summary>What one image asks for otherwise than its job: members of <see cref="UpscaleParameters"/>, of which those that are given go before the job's.
/// In a CSV list each has a column, <c>parameters.model</c> and so on.</summary>
public sealed record ItemParameters
{
    /// <summary>Name of a model.</summary>
    public string? Model { get; init; }

    /// <summary>Final size over source size; replaces the job's exact size too.</summary>
    public double? OutScale { get; init; }

    /// <summary>Exact final width in pixels; replaces the job's scale too.</summary>
    public int? OutWidth { get; init; }

    /// <summary>Exact final height in pixels; replaces the job's scale too.</summary>
    public int? OutHeight { get; init; }

    /// <summary>0 to 1 for models with a partner for it.</summary>
    public double? DenoiseStrength { get; init; }

    /// <summary>Which models may be used; at least as strict as the job's.</summary>
    public FidelityLevel? Fidelity { get; init; }

    /// <summary>Whether JPEG's blocks are removed first.</summary>
    public string? Deblock { get; init; }

    /// <summary>How faces are restored: members that are given go before the job's.</summary>
    public FaceParameters? Faces { get; init; }

    /// <summary>Runs each tile in its eight orientations and takes the mean.</summary>
    public bool? EightOrientations { get; init; }

    /// <summary>Extension of the result's format.</summary>
    public string? Format { get; init; }

    /// <summary>JPEG, WebP and AVIF quality, 1 to 100.</summary>
    public int? Quality { get; init; }

    /// <summary>Leaves out EXIF, XMP, IPTC and resolution of the source.</summary>
    public bool? Strip { get; init; }

    /// <summary>Whether the result is compared with its source.</summary>
    public bool? Consistency { get; init; }

    /// <summary>Whether a picture of where the result differs is stored beside it.</summary>
    public bool? DivergenceMap { get; init; }

    /// <summary>Longest time for one attempt in seconds.</summary>
    public double? TimeLimitSeconds { get; init; }

    /// <summary>Replaces whatever is at the target.</summary>
    public bool? Overwrite { get; init; }

    /// <returns>The job's parameters with what is given here instead. A hash of the job's model is left out where the model may be another one.</returns>
    /// <param name="job">What the job asks for.</param>
    public UpscaleParameters Over(UpscaleParameters job) => job with
    {
        Model = Model ?? job.Model,
        ModelSha256 = (Model, DenoiseStrength, Deblock, Fidelity, Faces) is (null, null, null, null, null) ? job.ModelSha256 : null,
        OutScale = OutScale ?? (OutWidth is null && OutHeight is null ? job.OutScale : null),
        OutWidth = OutWidth ?? (OutScale is null ? job.OutWidth : null),
        OutHeight = OutHeight ?? (OutScale is null ? job.OutHeight : null),
        DenoiseStrength = DenoiseStrength ?? job.DenoiseStrength,
        Fidelity = Fidelity ?? job.Fidelity,
        Deblock = Deblock ?? job.Deblock,
        Faces = Faces?.Over(job.Faces) ?? job.Faces,
        EightOrientations = EightOrientations ?? job.EightOrientations,
        Format = Format ?? job.Format,
        Quality = Quality ?? job.Quality,
        Strip = Strip ?? job.Strip,
        Consistency = Consistency ?? job.Consistency,
        DivergenceMap = DivergenceMap ?? job.DivergenceMap,
        TimeLimitSeconds = TimeLimitSeconds ?? job.TimeLimitSeconds,
        Overwrite = Overwrite ?? job.Overwrite,
    };
}
