using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Weights;

/// <summary>A model to fetch and import.</summary>
/// <param name="Entry">What the catalog knows of it.</param>
/// <param name="Import">How it is imported; its path is set when the file is there.</param>
internal sealed record PullOrder(CatalogEntry Entry, ImportRequest Import)
{
    /// <summary>SHA-256 that whoever asks for the model vouches for, where the catalog knows none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the file may be taken without any known checksum.</summary>
    public bool AllowUnverified { get; init; }
}
