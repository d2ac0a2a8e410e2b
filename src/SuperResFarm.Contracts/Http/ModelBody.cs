namespace SuperResFarm.Contracts.Http;

/// <summary>A model that jobs may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scale">Output pixels for each input pixel along an axis; null: found when it runs.</param>
/// <param name="Architecture">Name of the network family, or of the formula.</param>
/// <param name="Fidelity">How far its pixels may be trusted: <c>classical</c>, <c>psnr</c>, <c>perceptual</c> or <c>face</c>.</param>
/// <param name="Licence">Of its weights; null: not known.</param>
/// <param name="Fingerprint">What a job pins, 64 lower-case hexadecimal digits.</param>
/// <param name="DenoisePartner">Name of the model it is mixed with for a denoise strength; null: it has none, and takes no strength.</param>
public sealed record ModelBody(string Name, int? Scale, string Architecture, string Fidelity, string? Licence, string Fingerprint, string? DenoisePartner)
{
    /// <summary>What it does: <c>upscale</c>, or for faces (<c>parameters.faces</c>) <c>restore-face</c>, <c>detect-faces</c> or <c>parse-faces</c>.</summary>
    public string Task { get; init; } = "upscale";
}
