namespace SuperResFarm.Models.Cards;

/// <summary>Where a model comes from: what its card says and its weights do not.</summary>
/// <param name="Name">Name that users know it by; for a file its name without folder and extension.</param>
/// <param name="Sha256">SHA-256 of the source file in lower-case hexadecimal; for a built-in model that of its description.</param>
/// <param name="Fidelity">What it was trained for; perceptual when not known.</param>
/// <param name="Licence">SPDX name or short text, or null when not known.</param>
public sealed record ModelSource(string Name, string Sha256, Fidelity Fidelity = Fidelity.Perceptual, string? Licence = null)
{
    /// <summary>What the weights do not tell.</summary>
    public ModelHints Hints { get; init; } = ModelHints.None;

    /// <returns>The card of a network from this source.</returns>
    /// <param name="architecture">Name of the family.</param>
    /// <param name="scale">Output over input, or null when it must be run to find out.</param>
    /// <param name="channels">Channels in and out: 1 or 3.</param>
    /// <param name="radius">Receptive-field radius in input pixels; null when it is without bound or not known.</param>
    internal ModelCard Card(string architecture, int? scale, int channels, int? radius) => new()
    {
        Name = Name,
        Architecture = architecture,
        Scale = scale,
        Channels = channels,
        ReceptiveFieldRadius = radius,
        Sha256 = Sha256,
        Fidelity = Fidelity,
        Licence = Licence,
    };
}
