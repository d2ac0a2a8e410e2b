using SuperResFarm.Inference.Calibration;

namespace SuperResFarm.Inference.Planning;

/// <summary>Why a plan is as it is.</summary>
/// <param name="Measured">What was measured of the network here; null: memory and time are estimated from its graph.</param>
/// <param name="Device">Name of the device whose measurements were looked for; null when none were.</param>
/// <param name="CeilingEdge">Side of the square that the pixels of a run stay below because so many did not fit lately; null when all did.</param>
/// <param name="Candidates">Square tiles of the usual edges and the chosen shape, ascending in pixels.</param>
public sealed record PlanReason(Measurements? Measured, string? Device, int? CeilingEdge, Lazy<IReadOnlyList<PlanCandidate>> Candidates);
