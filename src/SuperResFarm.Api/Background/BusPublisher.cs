using SuperResFarm.Api.Problems;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.Jobs.Dispatch;

namespace SuperResFarm.Api.Background;

/// <summary>The dispatcher's way to the broker: many messages at once, and only those that were confirmed count.</summary>
internal sealed class BusPublisher(IFarmBroker broker, ILogger<BusPublisher> logger) : IItemPublisher
{
    private const int AtOnce = 128;

    public async Task<IReadOnlyList<UpscaleItem>> PublishAsync(IReadOnlyList<UpscaleItem> items, CancellationToken ct)
    {
        await Failpoint.PassAsync("api.publishing", ct);
        var confirmed = new bool[items.Count];
        Exception? first = null;
        using var room = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(items.Select(SendAsync));
        await Failpoint.PassAsync("api.confirmed", ct);
        UpscaleItem[] taken = [.. items.Where((_, at) => confirmed[at])];
        if (taken.Length < items.Count)
            Log.NotTaken(logger, items.Count - taken.Length, items.Count, first);
        return taken;

        async Task SendAsync(UpscaleItem item, int at)
        {
            try
            {
                await room.WaitAsync(ct);
                using var span = FarmTraces.BeginTrace("dispatch item", item.Trace)?.Of(item);
                try
                {
                    await broker.SendAsync(item, ct);
                    confirmed[at] = true;
                }
                finally
                {
                    room.Release();
                }
            }
            // Time is up, or this message was refused: the others were confirmed all the same, and must count.
            catch (Exception fault) when (fault is BrokerException or OperationCanceledException)
            {
                Interlocked.CompareExchange(ref first, fault, null);
            }
        }
    }

    public async Task<bool> PublishAsync(CancelJob cancel, CancellationToken ct)
    {
        try
        {
            await broker.SendAsync(cancel, ct);
            return true;
        }
        catch (BrokerException fault)
        {
            Log.CancelNotTaken(logger, cancel.JobId, fault);
            return false;
        }
    }
}
