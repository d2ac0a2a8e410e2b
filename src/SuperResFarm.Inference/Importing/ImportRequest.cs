using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Inference.Importing;

/// <summary>What is imported, and how.</summary>
/// <param name="Path">The model file: a checkpoint or a ready ONNX model.</param>
public sealed record ImportRequest(string Path)
{
    /// <summary>Name of the model in the store; null: the catalog's, or that of the file.</summary>
    public string? Name { get; init; }

    /// <summary>The published model that the file was fetched as; null: whatever its checksum tells.</summary>
    public CatalogEntry? Published { get; init; }

    /// <summary>What the weights do not tell.</summary>
    public ModelHints Hints { get; init; } = ModelHints.None;

    /// <summary>Precision to keep the weights in.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether somebody accepts the terms of a licence that asks for it.</summary>
    public bool AcceptLicence { get; init; }
}
