namespace SuperResFarm.Contracts.Messages;

/// <summary>What was stored for an item.</summary>
/// <param name="Sha256">Of the stored object, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Length of the stored object.</param>
/// <param name="Width">Of the result, pixels.</param>
/// <param name="Height">Of the result, pixels.</param>
/// <param name="SourceWidth">Of the source as it is displayed, pixels.</param>
/// <param name="SourceHeight">Of the source as it is displayed, pixels.</param>
/// <param name="ModelSha256">Which model made it, as <c>ModelLibrary.FingerprintOf</c> tells it.</param>
/// <param name="Adopted">An earlier attempt had stored the very same result already; nothing was computed.</param>
/// <param name="Elapsed">From taking the message to the stored result.</param>
public sealed record ItemResult(
    string Sha256, long Bytes, int Width, int Height, int SourceWidth, int SourceHeight, string ModelSha256, bool Adopted, TimeSpan Elapsed)
{
    /// <summary>Of the source, 64 lower-case hexadecimal digits; null: an older worker made it.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>What was asked for; null: nothing.</summary>
    public FidelityLevel? Fidelity { get; init; }

    /// <summary>How far pixels of the models that made it may be trusted: <c>classical</c>, <c>psnr</c>, <c>perceptual</c> or <c>face</c>; null: an older worker
    /// made it.</summary>
    public string? ModelFidelity { get; init; }

    /// <summary>How well it agrees with its source; null: not measured.</summary>
    public Consistency? Consistency { get; init; }

    /// <summary>What was done about faces; null: nothing was asked for. Of a result that was adopted it may list fewer faces than there are.</summary>
    public FaceFacts? Faces { get; init; }

    /// <summary>Address of the picture of where it differs from its source; null: none was asked for.</summary>
    public string? DivergenceMap { get; init; }

    /// <summary>What the user should know, in whole sentences; null: nothing, or it was adopted and they were told then.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>ETag of the source that was enlarged; null: an older worker made it.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>Seconds of devices that its networks took: what <c>superres_cost_total</c> charges. Null: nothing was computed for this report, or an older worker made it.</summary>
    public double? DeviceSeconds { get; init; }

    /// <summary>Those at the price of the worker's devices; null: the worker knows no price, or as <see cref="DeviceSeconds"/>.</summary>
    public double? Cost { get; init; }

    /// <summary>How it was cut; null as <see cref="DeviceSeconds"/>.</summary>
    public ItemTiles? Tiles { get; init; }

    /// <summary>Where the time went; null as <see cref="DeviceSeconds"/>.</summary>
    public ItemStages? Stages { get; init; }
}
