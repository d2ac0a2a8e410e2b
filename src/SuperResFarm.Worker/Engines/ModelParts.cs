using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Engines;

/// <summary>What a result rests on: names of the models that an item asks for.</summary>
/// <param name="Model">Which enlarges.</param>
/// <param name="Denoise">Denoise strength, if any.</param>
/// <param name="Before">Model that may go before it, if any.</param>
internal sealed record ModelKey(string Model, double? Denoise, string? Before)
{
    public static ModelKey Of(UpscaleParameters wanted) => new(wanted.Model, wanted.DenoiseStrength, DeblockChoice.Of(wanted).Before);
}

/// <summary>What those models are on this machine, each as <c>ModelLibrary.FingerprintOf</c> tells it.</summary>
/// <param name="Both">Of all together: what is pinned, and noted with results.</param>
/// <param name="Main">Of the one that enlarges.</param>
/// <param name="Before">Of the one before it; null: none is here.</param>
internal sealed record ModelParts(string Both, string Main, string? Before)
{
    /// <returns>Whether models that were opened under one name are others than these.</returns>
    /// <param name="key">What these are the parts of.</param>
    /// <param name="opened">Names under which models were opened.</param>
    /// <param name="parts">What they were.</param>
    public bool Contradict(ModelKey key, ModelKey opened, ModelParts parts) =>
        ((key.Model, key.Denoise) == (opened.Model, opened.Denoise) && Main != parts.Main)
        || (key.Before is not null && key.Before == opened.Before && Before != parts.Before);
}
