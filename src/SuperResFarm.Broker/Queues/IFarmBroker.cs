using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Broker.Queues;

/// <summary>
/// The farm's queues, whatever carries them: one for each priority, one for reports, and one for each worker that tells of
/// cancelled jobs. Messages come at least once, in no promised order.
/// </summary>
public interface IFarmBroker
{
    /// <summary>Puts an item into the queue of its priority.</summary>
    /// <param name="item">The message.</param>
    /// <param name="ct">Ends the waiting for the confirmation, which an absent broker does not.</param>
    /// <returns>When the broker has it safely in that queue.</returns>
    /// <exception cref="BrokerException">The broker refused it, or nothing would receive it.</exception>
    Task SendAsync(UpscaleItem item, CancellationToken ct);

    /// <summary>Puts a worker's report into the queue of reports.</summary>
    /// <param name="report">One of the four kinds.</param>
    /// <param name="ct">Ends the waiting for the confirmation.</param>
    /// <returns>When the broker has it safely.</returns>
    /// <exception cref="BrokerException">The broker refused it, or nothing would receive it.</exception>
    Task SendAsync(IItemReport report, CancellationToken ct);

    /// <summary>Tells every worker that listens at this moment, be it none.</summary>
    /// <param name="cancel">What they are told.</param>
    /// <param name="ct">Ends the waiting for the confirmation.</param>
    /// <exception cref="BrokerException">The broker refused it.</exception>
    Task SendAsync(CancelJob cancel, CancellationToken ct);

    /// <summary>Takes items of one priority. A message is done when its handler returns; when the handler throws, or this process dies, it goes back.</summary>
    /// <param name="priority">Which queue.</param>
    /// <param name="prefetch">How many are held here at most, and how many handlers run at the same time, at least 1.</param>
    /// <param name="take">The handler; its token fires when the broker is lost or the subscription ends in a hurry.</param>
    /// <param name="ct">Ends the beginning; an absent broker is waited for.</param>
    Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct);

    /// <summary>Takes reports, as <see cref="TakeItemsAsync"/> takes items.</summary>
    /// <param name="prefetch">How many are held here at most, and how many handlers run at the same time, at least 1.</param>
    /// <param name="take">The handler.</param>
    /// <param name="ct">Ends the beginning.</param>
    Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct);

    /// <summary>Hears of cancelled jobs from now on. What was said before is not heard.</summary>
    /// <param name="hear">The handler.</param>
    /// <param name="ct">Ends the beginning.</param>
    Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct);
}

/// <summary>The right to get messages.</summary>
public interface ISubscription
{
    /// <summary>Takes nothing more. What is held and was not begun goes back; handlers that run are waited for.</summary>
    /// <param name="ct">Ends the waiting in a hurry: the handlers' tokens fire and their messages go back.</param>
    Task StopAsync(CancellationToken ct);
}

/// <summary>An item from a queue.</summary>
/// <param name="Item">The message.</param>
/// <param name="Before">How often it was handed out before and came back: because its worker died, or the broker did. 0 on a broker that does not count.</param>
public sealed record ItemDelivery(UpscaleItem Item, int Before);
