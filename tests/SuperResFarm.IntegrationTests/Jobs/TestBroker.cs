using System.Collections.Concurrent;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Dispatch;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>What a broker can do to a batch.</summary>
internal enum BrokerMood
{
    Well,
    /// <summary>Gone before it has anything.</summary>
    GoneBefore,
    /// <summary>Has everything, but the confirmations are lost: also what a dispatcher that dies before it marks leaves behind.</summary>
    GoneAfter,
    /// <summary>Takes every other message.</summary>
    Choosy,
    /// <summary>Never answers.</summary>
    Silent,
}

/// <summary>A broker in memory that fails when it is told to.</summary>
internal sealed class TestBroker : IItemPublisher
{
    public ConcurrentQueue<UpscaleItem> Items { get; } = new();
    public ConcurrentQueue<CancelJob> Cancels { get; } = new();
    public Func<BrokerMood> Mood { get; set; } = () => BrokerMood.Well;
    public Action<int> Published { get; set; } = _ => { };

    public async Task<IReadOnlyList<UpscaleItem>> PublishAsync(IReadOnlyList<UpscaleItem> items, CancellationToken ct)
    {
        var taken = await TakeAsync(items, Items, ct);
        Published(taken.Count);
        return taken;
    }

    public async Task<bool> PublishAsync(CancelJob cancel, CancellationToken ct) => (await TakeAsync([cancel], Cancels, ct)).Count == 1;

    private async Task<IReadOnlyList<T>> TakeAsync<T>(IReadOnlyList<T> messages, ConcurrentQueue<T> queue, CancellationToken ct)
    {
        var mood = Mood();
        if (mood == BrokerMood.GoneBefore)
            throw new IOException("The broker is gone.");
        if (mood == BrokerMood.Silent)
            await Task.Delay(Timeout.Infinite, ct);
        T[] taken = [.. messages.Where((_, at) => mood != BrokerMood.Choosy || at % 2 == 0)];
        foreach (var message in taken)
            queue.Enqueue(message);
        return mood == BrokerMood.GoneAfter ? throw new IOException("The broker is gone.") : taken;
    }
}
