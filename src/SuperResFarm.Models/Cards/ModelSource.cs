namespace SuperResFarm.Models.Cards;

/// <summary>Where a model comes from: what its card says and its weights do not.</summary>
/// <param name="Name">Name that users know it by; for a file its name without folder and extension.</param>
/// <param name="Sha256">SHA-256 of the source file in lower-case hexadecimal; for a built-in model that of its description.</param>
/// <param name="Fidelity">What it was trained for; perceptual when not known.</param>
/// <param name="Licence">SPDX name or short text, or null when not known.</param>
public sealed record ModelSource(string Name, string Sha256, Fidelity Fidelity = Fidelity.Perceptual, string? Licence = null);
