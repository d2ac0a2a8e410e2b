namespace SuperResFarm.Imaging.Metadata;

/// <summary>How a result was made, as its file tells: facts that are the same whenever and wherever it is made again.</summary>
public sealed record Provenance
{
    /// <summary>Program and version.</summary>
    public required string Tool { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model, lower-case hexadecimal.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Class of the model: <c>classical</c>, <c>psnr</c>, <c>perceptual</c> or <c>face</c>.</summary>
    public required string ModelFidelity { get; init; }

    /// <summary>Whether the model was made to look right, and so may have made up details.</summary>
    public required bool MayInvent { get; init; }

    /// <summary>SHA-256 of every setting that decides the result.</summary>
    public required string SettingsSha256 { get; init; }

    /// <summary>SHA-256 of the source file; null: not known.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>The fidelity that was asked for; null: none.</summary>
    public string? Fidelity { get; init; }

    /// <summary>How far JPEG's blocks were removed before, above 0 to 1; null: not at all.</summary>
    public double? Deblock { get; init; }

    /// <summary>Faces that were made anew; null: none.</summary>
    public MadeFaces? Faces { get; init; }
}

/// <summary>Faces of a result that a model made up in the likeness of the source's.</summary>
/// <param name="Count">How many.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelSha256">SHA-256 of the model, lower-case hexadecimal.</param>
/// <param name="Weight">How much of them is seen, above 0 to 1.</param>
/// <param name="Areas">Where they are in pixels of the result, each as <c>left,top,width,height</c>, separated by spaces.</param>
public sealed record MadeFaces(int Count, string Model, string ModelSha256, double Weight, string Areas);
