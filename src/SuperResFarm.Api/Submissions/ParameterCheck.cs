using Microsoft.Extensions.Options;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Api.Submissions;

/// <summary>What can be told of parameters before an image is seen: their ranges, the format, and whether the model is here.</summary>
/// <param name="models">The models that are here.</param>
/// <param name="faces">The rules of faces.</param>
/// <param name="options">Whether others are accepted too.</param>
internal sealed class ParameterCheck(KnownModels models, FaceCheck faces, IOptions<ApiOptions> options)
{
    /// <returns>The parameters with their model pinned and their format in one spelling, and the size in results' names; without meaning where there are mistakes.</returns>
    public (UpscaleParameters Pinned, string? Size) Pin(UpscaleParameters asked, MistakeList mistakes)
    {
        var found = new List<ItemMistake>();
        var pinned = Pin(asked, found);
        foreach (var mistake in found)
            mistakes.Add($"/{mistake.Part}", mistake.Detail, mistake.Code);
        return pinned;
    }

    /// <returns>The same of what one image asks for.</returns>
    public (UpscaleParameters Pinned, string? Size) Pin(UpscaleParameters asked, List<ItemMistake> mistakes)
    {
        var good = true;
        var parameters = asked is { Model: null or "", Fidelity: { } level } && Enum.IsDefined(level) ? asked with { Model = DefaultOf(level) } : asked;
        foreach (var (name, mistake) in ParameterRules.MistakesIn(parameters))
        {
            mistakes.Add(ItemMistake.Of(name, mistake));
            good = false;
        }
        var pinned = parameters with { Format = Format(parameters.Format, mistakes) };
        return good ? PinModel(pinned with { Faces = faces.Pin(pinned, (part, detail, code) => mistakes.Add(ItemMistake.Of(part, detail, code))) }, mistakes) : (pinned, null);
    }

    // Where none of them is here, the first is what is missing.
    private string DefaultOf(FidelityLevel level) =>
        FidelityLadder.DefaultsOf(level).FirstOrDefault(name => models.Find(name) is { Refusal: null, Card: { } card } && level.Allows(card.Fidelity)) ?? FidelityLadder.DefaultsOf(level)[0];

    private static string? Format(string? given, List<ItemMistake> mistakes)
    {
        if (given is null || CodecSupport.FromExtension($".{given}") is { } format && CodecSupport.CanWrite(format))
            return given?.ToLowerInvariant();
        mistakes.Add(ItemMistake.Of("format", $"must be an extension of a format that can be written: {ResultFormats.Words}"));
        return null;
    }

    private (UpscaleParameters Pinned, string? Size) PinModel(UpscaleParameters parameters, List<ItemMistake> mistakes)
    {
        var model = models.Find(parameters.Model);
        if (model is null)
        {
            if (!options.Value.AcceptUnknownModels)
                mistakes.Add(ItemMistake.Of("model", $"there is no model '{parameters.Model}' here; GET /v1/models lists those there are", FailureCode.ModelUnknown));
            return (parameters with { Deblock = parameters.Deblock ?? UsualOf(parameters).ToString() }, ResultKey.SizeOf(parameters, null));
        }
        if (model.Refusal is { } refusal)
            mistakes.Add(ItemMistake.Of("model", refusal, FailureCode.ModelInvalid));
        if (parameters.Fidelity is { } level && model.Card is { } card && !level.Allows(card.Fidelity))
            mistakes.Add(ItemMistake.Of("model", FidelityLadder.Refusal(level, model.Name, card.Fidelity, AllowedBy(level))));
        if (parameters.DenoiseStrength is not null)
            CheckPartner(parameters.Model, mistakes);
        var deblock = Deblock(parameters, model, mistakes);
        var settled = parameters with { Deblock = deblock.ToString() };
        var names = NamedModels.Of(settled);
        // Others of its models only workers have: then they say which they are.
        var fingerprint = names.Others.Where(name => name != names.Before).All(name => models.Find(name) is not null) ? models.FingerprintOf(names) : null;
        // Who pins a model by what GET /v1/models says need not know what else a result rests on.
        NamedModels[] parts = [names, names with { Faces = null }, names with { Faces = null, Before = null }];
        if (parameters.ModelSha256 is { } asked && !parts.Select(models.FingerprintOf).Contains(asked))
            mistakes.Add(ItemMistake.Of("modelSha256", $"the model '{parameters.Model}' is another one here ({fingerprint}); leave this out to take it", FailureCode.ModelUnknown));
        return (settled with { ModelSha256 = fingerprint }, ResultKey.SizeOf(parameters, model.Card?.Scale));
    }

    private static DeblockChoice UsualOf(UpscaleParameters parameters) => FidelityLadder.UsualDeblock(parameters.Fidelity);

    private List<string> AllowedBy(FidelityLevel level) => [.. models.Usable().Where(model => level.Allows(model.Card.Fidelity)).Select(model => model.Name)];

    // What would never happen is off: then a result rests on one model alone.
    private DeblockChoice Deblock(UpscaleParameters parameters, KnownModel model, List<ItemMistake> mistakes)
    {
        var asked = DeblockChoice.Parse(parameters.Deblock ?? UsualOf(parameters).ToString());
        var isHere = models.Find(DeblockChoice.ModelName) is not null;
        if (asked is { Kind: DeblockKind.Always, IsOff: false } && !isHere)
            mistakes.Add(ItemMistake.Of("deblock", $"the model '{DeblockChoice.ModelName}', which removes blocks, is not here; give auto or off, or have it imported", FailureCode.ModelUnknown));
        return asked.Kind == DeblockKind.Auto && !(isHere && model.Card is { AmplifiesDamage: true }) ? default : asked;
    }

    private void CheckPartner(string name, List<ItemMistake> mistakes)
    {
        const string Strength = "denoiseStrength";
        if (models.PartnerOf(name) is not { } partner)
            mistakes.Add(ItemMistake.Of(Strength, $"the model '{name}' has no partner to be mixed with; leave the strength out, or name a model that has one"));
        else if (models.Find(partner) is null)
            mistakes.Add(ItemMistake.Of(Strength, $"the model '{partner}', which '{name}' is mixed with, is not here; leave the strength out, or have it imported", FailureCode.ModelUnknown));
    }
}
