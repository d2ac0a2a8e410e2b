using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Broker.Memory;

/// <summary>The queues in this process, for a farm that is one process. What is in them dies with it: the database dispatches it again.</summary>
/// <param name="time">For resting.</param>
/// <param name="logger">Hears of failed handlers.</param>
internal sealed class InMemoryBroker(TimeProvider time, ILogger<InMemoryBroker> logger) : IFarmBroker
{
    private readonly Dictionary<Priority, MemoryQueue<UpscaleItem>> _items =
        Enum.GetValues<Priority>().ToDictionary(priority => priority, priority => new MemoryQueue<UpscaleItem>(QueueNames.Of(priority), time, logger));

    private readonly MemoryQueue<Sent> _reports = new(QueueNames.Reports, time, logger);
    private readonly ConcurrentDictionary<MemoryQueue<CancelJob>, bool> _listeners = new();

    public Task SendAsync(UpscaleItem item, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _items[item.Priority].Put(item);
        return Task.CompletedTask;
    }

    public Task SendAsync(IItemReport report, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _reports.Put(new Sent(report, time.GetTimestamp()));
        return Task.CompletedTask;
    }

    public Task SendAsync(CancelJob cancel, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        foreach (var queue in _listeners.Keys)
            queue.Put(cancel);
        return Task.CompletedTask;
    }

    public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct) =>
        Task.FromResult(_items[priority].Take(prefetch, (item, before, end) => take(new ItemDelivery(item, before), end)));

    public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) =>
        Task.FromResult(_reports.Take(prefetch, async (sent, _, end) =>
        {
            await take(sent.Report, end);
            FarmMetrics.ReportLag.Record(time.GetElapsedTime(sent.At).TotalSeconds);
        }));

    public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct)
    {
        var queue = new MemoryQueue<CancelJob>(QueueNames.Cancels, time, logger);
        _listeners[queue] = true;
        return Task.FromResult<ISubscription>(new Listener(queue.Take(1, (cancel, _, end) => hear(cancel, end)), () => _listeners.TryRemove(queue, out _)));
    }

    private sealed record Sent(IItemReport Report, long At);

    private sealed class Listener(ISubscription taking, Action leave) : ISubscription
    {
        public Task StopAsync(CancellationToken ct)
        {
            leave();
            return taking.StopAsync(ct);
        }
    }
}
