using System.Collections.Concurrent;
using System.Threading.Channels;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Queues in memory that keep to the contract of <see cref="IFarmBroker"/>, with a worker that answers what a test tells it to.</summary>
internal sealed class MemoryBroker : IFarmBroker
{
    private readonly Channel<IItemReport> _reports = Channel.CreateUnbounded<IItemReport>();
    private int _done;

    /// <summary>Every item that was taken.</summary>
    public ConcurrentQueue<UpscaleItem> Items { get; } = new();

    /// <summary>Every word of a cancelled job.</summary>
    public ConcurrentQueue<CancelJob> Cancels { get; } = new();

    /// <summary>What the worker says to an item; nothing by default.</summary>
    public Func<UpscaleItem, IEnumerable<IItemReport>> Worker { get; set; } = _ => [];

    /// <summary>Whether a message is taken.</summary>
    public Func<UpscaleItem, bool> Takes { get; set; } = _ => true;

    /// <summary>Reports whose handler has returned: the broker has forgotten them.</summary>
    public int Done => _done;

    /// <summary>Reports nobody has begun to take.</summary>
    public int Waiting => _reports.Reader.Count;

    public Task SendAsync(UpscaleItem item, CancellationToken ct)
    {
        if (!Takes(item))
            throw new BrokerException("The broker refuses it.");
        Items.Enqueue(item);
        foreach (var report in Worker(item))
            Report(report);
        return Task.CompletedTask;
    }

    public void Report(IItemReport report) => _reports.Writer.TryWrite(report);

    public Task SendAsync(IItemReport report, CancellationToken ct)
    {
        Report(report);
        return Task.CompletedTask;
    }

    public Task SendAsync(CancelJob cancel, CancellationToken ct)
    {
        Cancels.Enqueue(cancel);
        return Task.CompletedTask;
    }

    public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) =>
        Task.FromResult<ISubscription>(new Subscription(this, prefetch, take));

    public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct) => throw new NotSupportedException();

    private sealed class Subscription : ISubscription, IDisposable
    {
        private readonly CancellationTokenSource _noMore = new();
        private readonly CancellationTokenSource _hurry = new();
        private readonly Task _takers;

        public Subscription(MemoryBroker broker, int prefetch, Func<IItemReport, CancellationToken, Task> take) =>
            _takers = Task.WhenAll(Enumerable.Range(0, prefetch).Select(_ => TakeAsync(broker, take)));

        public async Task StopAsync(CancellationToken ct)
        {
            await _noMore.CancelAsync();
            await using var hurried = ct.Register(_hurry.Cancel);
            await _takers;
            Dispose();
        }

        public void Dispose()
        {
            _noMore.Dispose();
            _hurry.Dispose();
        }

        private async Task TakeAsync(MemoryBroker broker, Func<IItemReport, CancellationToken, Task> take)
        {
            try
            {
                while (await broker._reports.Reader.WaitToReadAsync(_noMore.Token))
                    if (!_noMore.IsCancellationRequested && broker._reports.Reader.TryRead(out var report))
                        await HandAsync(broker, take, report);
            }
            catch (OperationCanceledException)
            {
                // No more are taken.
            }
        }

        private async Task HandAsync(MemoryBroker broker, Func<IItemReport, CancellationToken, Task> take, IItemReport report)
        {
            try
            {
                await take(report, _hurry.Token);
                Interlocked.Increment(ref broker._done);
            }
            catch (Exception)
            {
                await Task.Delay(20);
                broker.Report(report);   // goes back
            }
        }
    }
}
