using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>A device whose sessions can be given a limit each, beside those that have none.</summary>
/// <param name="network">As its weights are.</param>
/// <param name="worked">In the precision that it runs in.</param>
/// <param name="roomy">Has memory enough.</param>
/// <param name="limit">The same with a limit in bytes.</param>
internal sealed class LimitedGround(Network network, Network worked, IProvider roomy, Func<long, IProvider> limit) : IDrillGround
{
    public long LeastBytes => 1_000_000;

    public long MostBytes => long.MaxValue;

    /// <returns>The ground that a provider offers; null where its memory cannot be limited.</returns>
    public static LimitedGround? On(IProvider provider, Network network, Network worked) =>
        provider is CudaProvider cuda ? new(network, worked, cuda, cuda.WithLimit) : null;

    public Task<DrillOutcome> RunAsync(long limitBytes, DrillOrder order, CancellationToken ct) => new MemoryDrill(network, worked, order).RunAsync(roomy, limit(limitBytes), ct);
}
