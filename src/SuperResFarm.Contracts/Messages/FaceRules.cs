namespace SuperResFarm.Contracts.Messages;

/// <summary>What <see cref="FaceParameters"/> must keep to, whoever sends them.</summary>
internal static class FaceRules
{
    /// <returns>Every mistake, as <see cref="ParameterRules.MistakesIn"/> tells them.</returns>
    public static IEnumerable<(string Parameter, string Mistake)> MistakesIn(FaceParameters faces)
    {
        if (faces.Version is { } version && FaceVersions.ModelOf(version) is null)
            yield return ("faces/version", $"must be {FaceVersions.Words}; name another face model by faces.model");
        if (faces is { Version: not null, Model: not null })
            yield return ("faces/version", "cannot stand beside a model: both say what restores");
        foreach (var (name, model) in new[] { ("faces/model", faces.Model), ("faces/detector", faces.Detector), ("faces/parser", faces.Parser) })
            if (model is not null && !ModelName.IsGood(model))
                yield return (name, ModelName.Rule);
        if (faces.Weight is { } weight && !(weight is >= 0 and <= 1))
            yield return ("faces/weight", "must be 0 (faces as enlarged) to 1 (as restored)");
        if (faces.MaxFaces is < 1 or > FaceParameters.MostFaces)
            yield return ("faces/maxFaces", $"must be 1 to {FaceParameters.MostFaces}");
        if (faces is { Aligned: true, OnlyCenterFace: true })
            yield return ("faces/onlyCenterFace", "cannot stand beside aligned: an aligned face is the only one in its image");
    }
}
