using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Holds what a <see cref="FidelityLevel"/> promises, whoever asks: messages may come from anywhere.</summary>
public static class FidelityRule
{
    /// <summary>Lets settings and the model that they name pass.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="model">The model that enlarges.</param>
    /// <param name="allowed">Names of models that may be used, for the message; empty: not known.</param>
    /// <exception cref="FarmException">They break the promise.</exception>
    public static void Check(UpscaleSettings settings, ModelCard model, IReadOnlyCollection<string> allowed)
    {
        FidelityLadder.Check(settings.Fidelity, model, allowed);
        if (settings is { Faces: not null, Fidelity: { } level } && !level.Allows(Fidelity.Face))
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid, $"Refused: restoring faces makes them up, and the fidelity {level.Spelled()} allows {FidelityLadder.ClassesOf(level)} only: leave faces out, or ask for perceptual.");
        settings.Faces?.Check();
        if (settings is { Fidelity: FidelityLevel.Evidence, Provenance: false } or { Fidelity: FidelityLevel.Evidence, Consistency: false })
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "The fidelity evidence includes provenance and the consistency check: leave neither out, or ask for faithful.");
    }

    /// <summary>What the user should know of what was asked for.</summary>
    internal static IEnumerable<string> WarningsOf(UpscaleSettings settings, double? deblock) => settings.Fidelity == FidelityLevel.Evidence && deblock is not null
        ? [$"Deblocking was asked for: '{DeblockChoice.ModelName}' guesses what JPEG lost, so the result shows more than the source proves."]
        : [];
}
