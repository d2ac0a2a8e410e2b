using System.Collections.Concurrent;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>Work that a test holds in its hand.</summary>
internal sealed class FakeWork(Func<UpscaleItem, IProgress<double>, CancellationToken, Task> work) : IItemWork
{
    public static ItemResult Result { get; } = new(new string('a', 64), 12345, 400, 300, 100, 75, new string('b', 64), false, TimeSpan.FromSeconds(1));

    public ConcurrentQueue<UpscaleItem> Begun { get; } = new();

    public async Task<ItemResult> RunAsync(UpscaleItem item, IProgress<double> progress, CancellationToken ct)
    {
        Begun.Enqueue(item);
        await work(item, progress, ct);
        return Result;
    }
}
