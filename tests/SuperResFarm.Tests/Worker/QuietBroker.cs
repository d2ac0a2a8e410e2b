using System.Collections.Concurrent;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Worker;

/// <summary>A broker that only takes reports, in whatever way a test wants.</summary>
internal sealed class QuietBroker : IFarmBroker
{
    public ConcurrentQueue<IItemReport> Reports { get; } = new();

    public Func<IItemReport, CancellationToken, Task> Taking { get; set; } = (_, _) => Task.CompletedTask;

    public async Task SendAsync(IItemReport report, CancellationToken ct)
    {
        await Taking(report, ct);
        Reports.Enqueue(report);
    }

    public Task SendAsync(UpscaleItem item, CancellationToken ct) => throw new NotSupportedException();

    public Task SendAsync(CancelJob cancel, CancellationToken ct) => throw new NotSupportedException();

    public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) => throw new NotSupportedException();

    public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct) => throw new NotSupportedException();
}

/// <summary>Short words for items.</summary>
internal static class Items
{
    public static UpscaleItem Any { get; } = new(
        Guid.Parse("11111111-2222-3333-4444-555555555555"), 7, 1, "acme", Priority.Normal, "s3://bucket/in/a.png", null, "s3://bucket/out/a.png",
        new UpscaleParameters { Model = "bicubic" });

    public static UpscaleItem With(this UpscaleItem item, Func<UpscaleParameters, UpscaleParameters> change) => item with { Parameters = change(item.Parameters) };

    /// <summary>Waits for something that other threads do.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }
}
