using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Store;

/// <summary>What a dispatcher wants to publish.</summary>
/// <param name="Priority">Into which queue.</param>
/// <param name="Window">How deep the queue may become, items.</param>
/// <param name="Most">How many items at once.</param>
/// <param name="Lease">How long nobody else gets them.</param>
/// <param name="AgeStep">How long a tenant's wait counts as much as one item at weight 1.</param>
/// <param name="WeightOf">A tenant's share relative to that of others, above 0.</param>
public sealed record ClaimOrder(Priority Priority, int Window, int Most, TimeSpan Lease, TimeSpan AgeStep, Func<string, double> WeightOf)
{
    /// <value>How many items of a tenant of whom little is under way go ahead by the queue of the next higher priority; 0, the default: none.</value>
    public int Express { get; init; }
}
