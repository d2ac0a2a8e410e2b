using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Dispatch;

/// <summary>The way to the broker.</summary>
public interface IItemPublisher
{
    /// <summary>Publishes messages, each into its priority's queue, as mandatory and confirmed.</summary>
    /// <param name="items">A batch; order is of no importance.</param>
    /// <param name="ct">Ends the waiting for confirmations.</param>
    /// <returns>Those the broker has safely; one that was refused, returned or not answered in time is left out.</returns>
    Task<IReadOnlyList<UpscaleItem>> PublishAsync(IReadOnlyList<UpscaleItem> items, CancellationToken ct);

    /// <summary>Publishes to every worker there is.</summary>
    /// <param name="cancel">What they are told.</param>
    /// <param name="ct">Ends the waiting for the confirmation.</param>
    /// <returns>Whether the broker has it.</returns>
    Task<bool> PublishAsync(CancelJob cancel, CancellationToken ct);
}
