namespace SuperResFarm.Inference.Calibration;

/// <summary>What was measured of a network on a device.</summary>
/// <param name="At">When.</param>
/// <param name="Footprint">Its memory; null when the runs did not lie on a line.</param>
/// <param name="Refusal">Why there is no footprint; null when there is one.</param>
/// <param name="Probes">The runs, at least one of a single tile.</param>
public sealed record Measurements(DateTimeOffset At, Footprint? Footprint, string? Refusal, IReadOnlyList<Probe> Probes);
