using System.Collections.Concurrent;
using System.Threading.Channels;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>A broker in memory that a test can look into, take away and give back.</summary>
internal sealed class MemoryBroker : IFarmBroker
{
    private readonly Dictionary<Priority, Channel<ItemDelivery>> _queues = Enum.GetValues<Priority>().ToDictionary(each => each, _ => Channel.CreateUnbounded<ItemDelivery>());
    private readonly ConcurrentQueue<IItemReport> _reports = new();
    private readonly ConcurrentDictionary<Subscription, Func<CancelJob, CancellationToken, Task>> _hearing = new();

    /// <summary>While it is away nothing that is sent is answered.</summary>
    public bool IsAway { get; set; }

    public IReadOnlyList<IItemReport> Reports => [.. _reports];

    /// <summary>Messages that were answered by a handler's end.</summary>
    public int Acknowledged => _acknowledged;

    private int _acknowledged;

    /// <summary>Messages that came back and wait again.</summary>
    public int Waiting => _queues.Values.Sum(queue => queue.Reader.Count);

    public Task SendAsync(UpscaleItem item, CancellationToken ct) => DeliverAsync(new ItemDelivery(item, 0), ct);

    public async Task DeliverAsync(ItemDelivery delivery, CancellationToken ct = default)
    {
        await AnswerAsync(ct);
        _queues[delivery.Item.Priority].Writer.TryWrite(delivery);
    }

    public async Task SendAsync(IItemReport report, CancellationToken ct)
    {
        await AnswerAsync(ct);
        _reports.Enqueue(report);
    }

    public async Task SendAsync(CancelJob cancel, CancellationToken ct)
    {
        foreach (var hear in _hearing.Values)
            await hear(cancel, ct);
    }

    public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct)
    {
        var queue = _queues[priority];
        return Task.FromResult<ISubscription>(new Subscription(prefetch, queue.Reader, async (delivery, lost) =>
        {
            try
            {
                await take(delivery, lost);
                Interlocked.Increment(ref _acknowledged);
            }
            catch (Exception)
            {
                queue.Writer.TryWrite(delivery with { Before = delivery.Before + 1 });
            }
        }, () => { }));
    }

    public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) => throw new NotSupportedException();

    public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct)
    {
        Subscription? subscription = null;
        subscription = new Subscription(1, Channel.CreateUnbounded<ItemDelivery>().Reader, (_, _) => Task.CompletedTask, () => _hearing.TryRemove(subscription!, out _));
        _hearing[subscription] = hear;
        return Task.FromResult<ISubscription>(subscription);
    }

    private async Task AnswerAsync(CancellationToken ct)
    {
        while (IsAway)
            await Task.Delay(10, ct);
    }

    private sealed class Subscription : ISubscription, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly CancellationTokenSource _hurry = new();
        private readonly ConcurrentDictionary<Task, bool> _running = new();
        private readonly Task _pumping;
        private readonly Action _ended;

        public Subscription(int prefetch, ChannelReader<ItemDelivery> queue, Func<ItemDelivery, CancellationToken, Task> handle, Action ended) =>
            (_ended, _pumping) = (ended, PumpAsync(prefetch, queue, handle));

        public async Task StopAsync(CancellationToken ct)
        {
            await _stop.CancelAsync();
            await using var hurry = ct.Register(_hurry.Cancel);
            await _pumping;
            await Task.WhenAll(_running.Keys);
            _ended();
        }

        public void Dispose()
        {
            _stop.Dispose();
            _hurry.Dispose();
        }

        private async Task PumpAsync(int prefetch, ChannelReader<ItemDelivery> queue, Func<ItemDelivery, CancellationToken, Task> handle)
        {
            using var slots = new SemaphoreSlim(prefetch);
            try
            {
                while (true)
                {
                    await slots.WaitAsync(_stop.Token);
                    var delivery = await queue.ReadAsync(_stop.Token);
                    var run = Task.Run(() => handle(delivery, _hurry.Token));
                    _running[run] = true;
                    _ = run.ContinueWith(ended =>
                    {
                        _running.TryRemove(run, out _);
                        if (!_stop.IsCancellationRequested)
                            slots.Release();
                    }, TaskScheduler.Default);
                }
            }
            catch (OperationCanceledException)
            {
                // Stopped.
            }
        }
    }
}
