using Microsoft.Extensions.Options;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Api.Submissions;

/// <summary>What can be told of a wish about faces before an image is seen: whether it is allowed, whether the models are here and do what they shall, and whether
/// their terms are accepted.</summary>
/// <param name="models">The models that are here.</param>
/// <param name="options">Whether others are accepted too.</param>
internal sealed class FaceCheck(KnownModels models, IOptions<ApiOptions> options)
{
    private const string Member = "faces";

    /// <returns>The wish with every model named; null: no faces are restored.</returns>
    /// <param name="parameters">Their ranges are good.</param>
    /// <param name="add">Takes mistakes: the parameter, what is wrong with it, and what kind of mistake that is.</param>
    public FaceParameters? Pin(UpscaleParameters parameters, Action<string, string, FailureCode> add)
    {
        if (parameters.Faces is not { Enhance: not false } asked)
            return null;
        if (parameters.Fidelity is { } level && !level.Allows(Fidelity.Face))
            add(Member, $"cannot stand beside the fidelity {level.Spelled()}: restoring faces makes them up. Leave faces out, or ask for perceptual", FailureCode.SettingsInvalid);
        var pinned = asked with
        {
            Enhance = null,
            Version = null,
            Model = asked.RestorerName(),
            Detector = asked.DetectorName(),
            Parser = asked.Aligned == true ? FaceParameters.WithoutParser : asked.Parser ?? UsualParser(),
        };
        Check("model", pinned.Model, ModelTask.RestoreFace, "restores faces");
        Check("detector", pinned.DetectorName(), ModelTask.DetectFaces, "finds faces");
        Check("parser", pinned.ParserName(), ModelTask.ParseFaces, "tells the parts of faces apart");
        return pinned;

        void Check(string member, string? name, ModelTask task, string work)
        {
            if (name is null)
                return;
            if (models.Find(name) is not { } model)
            {
                if (!options.Value.AcceptUnknownModels)
                    add($"{Member}/{member}", $"there is no model '{name}' here, which {work}; GET /v1/models lists those there are", FailureCode.ModelUnknown);
            }
            else if (model.Card is not { } card)
                add($"{Member}/{member}", model.Fault ?? $"the model '{name}' cannot be used", FailureCode.ModelInvalid);
            else if (card.Task != task)
                add($"{Member}/{member}", $"the model '{name}' is not one that {work}; GET /v1/models lists those there are", FailureCode.ModelInvalid);
            else if (asked.AcceptLicence != true && models.TermsOf(name, card) is var (licence, terms))
                add($"{Member}/acceptLicence", $"must be true to use '{name}', which is under {licence}: {terms}", FailureCode.LicenceNotAccepted);
        }
    }

    private string UsualParser() => models.Find(FaceParameters.UsualParser) is { Card.Task: ModelTask.ParseFaces } ? FaceParameters.UsualParser : FaceParameters.WithoutParser;
}
