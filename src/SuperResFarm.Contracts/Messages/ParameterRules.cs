namespace SuperResFarm.Contracts.Messages;

/// <summary>What <see cref="UpscaleParameters"/> must keep to, whoever sends them.</summary>
public static class ParameterRules
{
    private const int LongestSide = 1_000_000;

    /// <returns>Every mistake: the name of the parameter as JSON spells it (one of faces: <c>faces/weight</c>), and what is wrong with it. None: they can be used, as far as can be
    /// told without the model and the image.</returns>
    /// <param name="parameters">What was asked for.</param>
    public static IEnumerable<(string Parameter, string Mistake)> MistakesIn(UpscaleParameters parameters)
    {
        if (!ModelName.IsGood(parameters.Model))
            yield return ("model", ModelName.Rule);
        if (parameters.ModelSha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)))
            yield return ("modelSha256", "must be 64 lower-case hexadecimal digits");
        if (parameters.OutScale is { } scale && !(scale is >= 0.05 and <= 32))
            yield return ("outScale", "must be 0.05 to 32");
        if (parameters.OutWidth is null != parameters.OutHeight is null)
            yield return (parameters.OutWidth is null ? "outWidth" : "outHeight", "must be given too: an exact size has a width and a height");
        foreach (var (name, side) in new[] { ("outWidth", parameters.OutWidth), ("outHeight", parameters.OutHeight) })
            if (side is { } pixels && pixels is < 1 or > LongestSide)
                yield return (name, $"must be 1 to {LongestSide} pixels");
        if (parameters.OutScale is not null && parameters.OutWidth is not null)
            yield return ("outScale", "cannot stand beside an exact size");
        if (parameters.DenoiseStrength is { } strength && !(strength is >= 0 and <= 1))
            yield return ("denoiseStrength", "must be 0 to 1");
        if (parameters.Deblock is { } deblock && DeblockChoice.TryParse(deblock) is null)
            yield return ("deblock", $"must be {DeblockChoice.Words}");
        if (parameters.Fidelity is { } level && !Enum.IsDefined(level))
            yield return ("fidelity", $"must be {string.Join(", ", FidelityWords.All)}");
        if (parameters is { Fidelity: FidelityLevel.Evidence, Consistency: false })
            yield return ("consistency", "cannot be left out under the fidelity evidence");
        if (parameters is { DivergenceMap: true, Consistency: false })
            yield return ("divergenceMap", "is drawn by the consistency check: leave one of the two out");
        if (parameters.Quality is < 1 or > 100)
            yield return ("quality", "must be 1 to 100");
        if (parameters.TimeLimitSeconds is { } seconds && !(seconds is > 0 and <= 86_400))
            yield return ("timeLimitSeconds", "must be above 0 and at most 86400");
        foreach (var mistake in parameters.Faces is { } faces ? FaceRules.MistakesIn(faces) : [])
            yield return mistake;
    }
}
