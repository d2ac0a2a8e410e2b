namespace SuperResFarm.Inference.Calibration;

/// <summary>What is known under one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Measured">What was measured; null when nothing was.</param>
/// <param name="Ceiling">What did not fit; null when everything did.</param>
internal sealed record BookEntry(CalibrationKey Key, Measurements? Measured, MemoryCeiling? Ceiling)
{
    /// <summary>Joins what two processes know: of each part the newer, the other one of two of a moment.</summary>
    public BookEntry With(BookEntry other) => new(
        Key,
        Measured is null || other.Measured?.At >= Measured.At ? other.Measured : Measured,
        Ceiling is null || other.Ceiling?.FailedAt >= Ceiling.FailedAt ? other.Ceiling : Ceiling);

    /// <summary>Whether the parts that a file may lack or bend are there and in their ranges.</summary>
    public bool IsSound() =>
        Key is { Device: not null, Model: not null, Provider: not null }
        && (Measured is null || IsSound(Measured))
        && (Ceiling is null || Ceiling.Edge > 0 && Ceiling.Wait() > TimeSpan.Zero);

    private static bool IsSound(Measurements measured) =>
        measured.Footprint is null or { FixedBytes: >= 0, BytesPerPixel: >= 0, OutsideBytes: >= 0 }
        && measured.Probes is { } probes && probes.Any(probe => probe is { Batch: 1 })
        && probes.All(probe => probe is { Width: > 0, Height: > 0, Batch: > 0, Bytes: >= 0, Seconds: > 0 });
}
