using SuperResFarm.Models.Cards;

namespace SuperResFarm.Models.Store;

/// <summary>What a model store knows of one of its models: the content of its card file.</summary>
public sealed record StoredModel
{
    /// <summary>The facts about the model.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>SHA-256 of the stored ONNX file in lower-case hexadecimal, and its name.</summary>
    public required string OnnxSha256 { get; init; }

    /// <summary>Length of the stored ONNX file in bytes.</summary>
    public required long OnnxBytes { get; init; }

    /// <summary>Where the weights came from: a URL, or the name of a file.</summary>
    public required string Source { get; init; }

    /// <summary>When the model was imported.</summary>
    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The terms of the licence that somebody accepted at import, or null when there was nothing to accept.</summary>
    public string? AcceptedTerms { get; init; }
}
