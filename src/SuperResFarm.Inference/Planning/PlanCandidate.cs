using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Planning;

/// <summary>A plan that could have been.</summary>
/// <param name="Shape">Its tiles.</param>
/// <param name="Batch">Tiles of a lane that run at once.</param>
/// <param name="Lanes">Lanes that run at the same time.</param>
/// <param name="FootprintBytes">Bytes it is expected to need.</param>
/// <param name="Redundancy">Pixels given to the network over pixels of the source.</param>
/// <param name="SecondsPerMegapixel">Seconds for each source megapixel where speed was measured; else in multiples of what one lane
/// needs for a megapixel in one endless tile.</param>
/// <param name="Verdict">What became of it.</param>
public sealed record PlanCandidate(
    TileShape Shape, int Batch, int Lanes, long FootprintBytes, double Redundancy, double SecondsPerMegapixel, PlanVerdict Verdict);

/// <summary>What became of a candidate.</summary>
public enum PlanVerdict
{
    /// <summary>It is the plan.</summary>
    Chosen,

    /// <summary>It would take longer, or as long and more memory.</summary>
    Slower,

    /// <summary>It needs more than the budget.</summary>
    OverBudget,

    /// <summary>So many pixels did not fit lately.</summary>
    AboveCeiling,
}
