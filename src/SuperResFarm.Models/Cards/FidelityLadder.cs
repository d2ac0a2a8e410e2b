using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Models.Cards;

/// <summary>Which models each <see cref="FidelityLevel"/> allows, and which it takes where none is named. The table is in docs/evidence.md.</summary>
public static class FidelityLadder
{
    private static readonly string[] _exact = ["superres-compact-x4", "lanczos"];
    private static readonly string[] _middle = ["superres-compact-x4", "superres-real-x4", "lanczos"];
    private static readonly string[] _pleasing = ["realesr-general-x4v3", "superres-real-x4"];

    /// <returns>Whether models of a class may be used. Those of unknown training count as <see cref="Fidelity.Perceptual"/>.</returns>
    /// <param name="level">What is asked for.</param>
    /// <param name="fidelity">The class.</param>
    public static bool Allows(this FidelityLevel level, Fidelity fidelity) => fidelity <= Most(level);

    /// <returns>The classes that may be used, as words.</returns>
    public static string ClassesOf(FidelityLevel level) =>
        string.Join(", ", Enum.GetValues<Fidelity>().Where(fidelity => level.Allows(fidelity)).Select(fidelity => fidelity.Spelled()));

    /// <returns>The models that are taken where none is named, the first that is there.</returns>
    public static IReadOnlyList<string> DefaultsOf(FidelityLevel level) => level switch
    {
        FidelityLevel.Evidence or FidelityLevel.Faithful => _exact,
        FidelityLevel.Balanced => _middle,
        _ => _pleasing,
    };

    /// <summary>Whether JPEG's blocks are removed where nobody says anything about it: it changes pixels, so not under evidence.</summary>
    public static DeblockChoice UsualDeblock(FidelityLevel? level) => level == FidelityLevel.Evidence ? default : new(DeblockKind.Auto);

    /// <returns>The word that lists and files have for a class.</returns>
    public static string Spelled(this Fidelity fidelity) => fidelity.ToString().ToLowerInvariant();

    /// <summary>Says why a model may not be used.</summary>
    /// <param name="level">What was asked for.</param>
    /// <param name="model">The model.</param>
    /// <param name="fidelity">Its class.</param>
    /// <param name="allowed">Models that may be; empty: it is not known which there are.</param>
    public static string Refusal(FidelityLevel level, string model, Fidelity fidelity, IReadOnlyCollection<string> allowed) =>
        $"the model '{model}' counts as {fidelity.Spelled()}, and the fidelity {level.Spelled()} allows {ClassesOf(level)} only"
        + (allowed.Count == 0 ? "; name such a model" : $": use {string.Join(", ", allowed)}");

    /// <summary>Lets a model pass.</summary>
    /// <exception cref="FarmException">It may not be used.</exception>
    public static void Check(FidelityLevel? level, ModelCard model, IReadOnlyCollection<string> allowed)
    {
        if (level is { } asked && !asked.Allows(model.Fidelity))
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"Refused: {Refusal(asked, model.Name, model.Fidelity, allowed)}.");
    }

    private static Fidelity Most(FidelityLevel level) => level switch
    {
        FidelityLevel.Evidence or FidelityLevel.Faithful => Fidelity.Psnr,
        FidelityLevel.Balanced => Fidelity.Perceptual,
        FidelityLevel.Perceptual => Fidelity.Face,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
