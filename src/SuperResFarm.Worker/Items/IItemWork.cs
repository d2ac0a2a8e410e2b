using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Items;

/// <summary>Everything between an item's delivery and its result. The real one fetches, enlarges and stores; benchmarks put another in its place.</summary>
public interface IItemWork
{
    /// <summary>Does one attempt. Several run at the same time.</summary>
    /// <param name="item">What is asked for; not checked yet.</param>
    /// <param name="progress">Told the share of the tiles that are done, 0 to 1; never waits.</param>
    /// <param name="ct">Fires when the job is cancelled or the worker stops; then it ends within a tile and leaves nothing behind.</param>
    /// <returns>What is stored at the target.</returns>
    /// <exception cref="FarmException">This attempt failed; says why and what next.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="ct"/>.</exception>
    Task<ItemResult> RunAsync(UpscaleItem item, IProgress<double> progress, CancellationToken ct);
}
