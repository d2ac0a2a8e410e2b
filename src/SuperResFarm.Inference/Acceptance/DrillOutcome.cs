namespace SuperResFarm.Inference.Acceptance;

/// <summary>What became of a tile under a limit of memory.</summary>
/// <param name="End">Whether the limit did what it is for.</param>
/// <param name="Shortages">Runs that did not fit, the first time.</param>
/// <param name="ShortagesAgain">Runs that did not fit when the tile came again.</param>
/// <param name="CeilingEdge">Side of the square that runs stay below from then on; null: nothing was remembered.</param>
/// <param name="Difference">From the same tile with memory enough.</param>
public sealed record DrillOutcome(DrillEnd End, long Shortages = 0, long ShortagesAgain = 0, int? CeilingEdge = null, TileDifference Difference = default);

/// <summary>How a drill ended.</summary>
public enum DrillEnd
{
    /// <summary>The whole tile did not fit, and its parts did.</summary>
    Recovered,

    /// <summary>The whole tile fitted: the limit is too wide to learn anything.</summary>
    Fitted,

    /// <summary>Not even the smallest part, or the network, fitted: the limit is too tight to learn anything.</summary>
    TooTight,
}
