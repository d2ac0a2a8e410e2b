using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Where memory can be made to end: in sessions of their own on a GPU, in a process of its own on the processor.</summary>
public interface IDrillGround
{
    /// <summary>Least bytes that memory can be limited to.</summary>
    long LeastBytes { get; }

    /// <summary>Most bytes that memory can be limited to.</summary>
    long MostBytes { get; }

    /// <summary>Runs a tile with memory enough, and twice with less.</summary>
    /// <param name="limitBytes">Bytes that the engine may take, weights included; within the two bounds.</param>
    /// <param name="order">The tile.</param>
    /// <param name="ct">Stops within a run, and leaves nothing running.</param>
    /// <exception cref="FarmException">It cannot be run at all.</exception>
    Task<DrillOutcome> RunAsync(long limitBytes, DrillOrder order, CancellationToken ct);
}
