using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Inference.Planning;

/// <summary>What a plan is asked for.</summary>
/// <param name="Size">The upright source.</param>
/// <param name="Format">Its samples.</param>
/// <param name="Network">What matters of the network.</param>
/// <param name="Passes">Runs of the network over each tile.</param>
/// <param name="Halo">Context at each seam in source pixels.</param>
/// <param name="Core">Length of a tile without halos, or 0 to let the planner choose.</param>
/// <param name="Lanes">Lanes that may run at the same time.</param>
public sealed record PlanRequest(PixelSize Size, PixelFormat Format, NetworkShape Network, int Passes, int Halo, int Core, int Lanes)
{
    /// <summary>Bytes that stay taken of all devices together: weights, and what waits for its run.</summary>
    public long HeldBytes { get; init; }
}
