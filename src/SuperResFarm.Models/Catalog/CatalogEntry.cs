using SuperResFarm.Models.Cards;

namespace SuperResFarm.Models.Catalog;

/// <summary>A model that can be fetched by name.</summary>
public sealed record CatalogEntry
{
    private static readonly string[] _extensions = [".pth", ".pt", ".ckpt", ".safetensors", ".onnx"];

    /// <summary>Name that users know it by: letters, digits, and <c>. _ + -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other names it answers to.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What it is good for, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>What it takes and gives.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>Name of the network family, as on model cards.</summary>
    public required string Architecture { get; init; }

    /// <summary>Output pixels for each input pixel along an axis, 1 to 16; null for a model that gives no image.</summary>
    public required int? Scale { get; init; }

    /// <summary>What it was trained for; null for a model that gives no image.</summary>
    public required Fidelity? Fidelity { get; init; }

    /// <summary>Where its file is.</summary>
    public required CatalogFile File { get; init; }

    /// <summary>What its licence allows.</summary>
    public required LicenceTerms Licence { get; init; }

    /// <summary>Name of the entry of the same shape whose weights are mixed in to set the denoise strength, or null.</summary>
    public string? DenoisePartner { get; init; }

    /// <summary>Name to store the file under: <see cref="Name"/> with the extension of the published file, so that it is found again by
    /// name.</summary>
    public string FileName =>
        Name + (_extensions.FirstOrDefault(e => File.Url.AbsolutePath.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? ".pth");
}
