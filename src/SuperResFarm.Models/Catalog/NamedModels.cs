using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Models.Catalog;

/// <summary>The models that a result rests on.</summary>
/// <param name="Model">Which enlarges.</param>
/// <param name="DenoiseStrength">Denoise strength, 0 to 1, if any.</param>
/// <param name="Before">Model that may go before it, if any.</param>
/// <param name="Faces">Those that restore faces, if any.</param>
public sealed record NamedModels(string Model, double? DenoiseStrength = null, string? Before = null, NamedFaceModels? Faces = null)
{
    /// <summary>All but the one that enlarges.</summary>
    public IEnumerable<string> Others => [.. new[] { Before, Faces?.Restorer, Faces?.Detector, Faces?.Parser }.OfType<string>()];

    /// <returns>Those that parameters name, which are good.</returns>
    public static NamedModels Of(UpscaleParameters wanted) =>
        new(wanted.Model, wanted.DenoiseStrength, DeblockChoice.Of(wanted).Before, wanted.Faces is { Enhance: not false } faces ? NamedFaceModels.Of(faces) : null);
}

/// <summary>The models that restore faces.</summary>
/// <param name="Restorer">Which restores.</param>
/// <param name="Detector">Which finds them; null: nothing is searched.</param>
/// <param name="Parser">Which tells their parts apart; null: none.</param>
public sealed record NamedFaceModels(string Restorer, string? Detector, string? Parser)
{
    /// <returns>Those that parameters name, which are good.</returns>
    public static NamedFaceModels Of(FaceParameters faces) => new(faces.RestorerName(), faces.DetectorName(), faces.ParserName());
}
