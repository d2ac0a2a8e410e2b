namespace SuperResFarm.Inference.Calibration;

/// <summary>What a book knows of a network on a device.</summary>
/// <param name="Key">Which.</param>
/// <param name="Measured">What was measured; null when nothing was.</param>
/// <param name="Ceiling">What did not fit; null when everything did.</param>
public sealed record KnownNetwork(CalibrationKey Key, Measurements? Measured, MemoryCeiling? Ceiling);
