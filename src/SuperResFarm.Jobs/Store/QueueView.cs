using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Store;

/// <summary>What a priority has still to do.</summary>
/// <param name="Priority">Which.</param>
/// <param name="Pending">Items that are not with the broker.</param>
/// <param name="Dispatched">Items that are with the broker.</param>
/// <param name="Running">Items that are with a worker.</param>
/// <param name="OldestAge">How long ago the oldest of them was submitted; null: there are none.</param>
public sealed record QueueView(Priority Priority, long Pending, long Dispatched, long Running, TimeSpan? OldestAge);
