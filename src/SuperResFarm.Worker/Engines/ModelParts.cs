namespace SuperResFarm.Worker.Engines;

/// <summary>What the models that an item asks for are on this machine, each as <c>ModelLibrary.FingerprintOf</c> tells it.</summary>
/// <param name="Together">Of all together: what is pinned, and noted with results.</param>
/// <param name="Each">Of each alone.</param>
internal sealed record ModelParts(string Together, IReadOnlyList<ModelPart> Each)
{
    /// <returns>Whether models that were opened under the same names are others than these.</returns>
    /// <param name="opened">What they were.</param>
    public bool Contradict(ModelParts opened) =>
        Each.Any(part => opened.Each.Any(other => (other.Name, other.Denoise) == (part.Name, part.Denoise) && other.Sha256 != part.Sha256));
}

/// <summary>One of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Denoise">Denoise strength, if any.</param>
/// <param name="Sha256">What it is; null: it is not here.</param>
internal sealed record ModelPart(string Name, double? Denoise, string? Sha256);
