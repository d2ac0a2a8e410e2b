using Microsoft.Extensions.Options;
using SuperResFarm.Api.Background;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Api.Webhooks;

/// <summary>
/// Delivers webhooks. Places are bounded in all and for each receiver, and a receiver whose last try failed has one only: slow ones hold up nobody else.
/// </summary>
internal sealed class WebhookService(
    Deliverer deliverer, DueDeliveries deliveries, ItemFeeds feeds, WebhookUpkeep upkeep, StartGate gate, IOptions<WebhookOptions> options, TimeProvider time,
    ILogger<WebhookService> logger) : BackgroundService
{
    private const int KeptOfEach = 10_000;
    private const int MostFeedTurns = 64;
    private static readonly TimeSpan _upkeepEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Task, Guid> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        try
        {
            await Task.WhenAll(DeliverAsync(stoppingToken), KeepUpAsync(stoppingToken));
        }
        finally
        {
            await Task.WhenAll(Running());
        }
    }

    private async Task DeliverAsync(CancellationToken stop)
    {
        var pause = new GrowingPause();
        while (true)
            try
            {
                var begun = await FillAsync(stop);
                pause.Reset();
                if (begun == 0)
                    await deliveries.WaitAsync(options.Value.Poll, time, stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                var wait = pause.Next();
                Log.DeliveriesWait(logger, wait, fault);
                await Task.Delay(wait, time, stop);
            }
    }

    private async Task<int> FillAsync(CancellationToken stop)
    {
        for (var turns = 0; turns < MostFeedTurns && await feeds.TurnAsync(2 * options.Value.Parallel, stop); turns++)
            continue;
        var due = (await deliveries.DueAsync(stop)).ToArray();
        // Nobody is always the first; those that answer go before those that do not.
        Random.Shared.Shuffle(due);
        var begun = 0;
        foreach (var (webhook, failing) in due.OrderBy(one => one.Failing))
            if (PlacesFor(webhook, failing) is > 0 and var places)
                foreach (var delivery in await deliveries.ClaimAsync(webhook, places, deliverer.Lease, stop))
                {
                    Begin(delivery, stop);
                    begun++;
                }
        return begun;
    }

    private int PlacesFor(Guid webhook, bool failing)
    {
        lock (_lock)
            return Math.Min(options.Value.Parallel - _running.Count, (failing ? 1 : options.Value.ParallelEach) - _running.Values.Count(other => other == webhook));
    }

    private void Begin(DueDelivery delivery, CancellationToken stop)
    {
        var task = Task.Run(() => deliverer.DeliverAsync(delivery, stop), CancellationToken.None);
        lock (_lock)
            _running[task] = delivery.WebhookId;
        task.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void End(Task task)
    {
        lock (_lock)
            _running.Remove(task);
        deliveries.Ring();   // a place is free
    }

    private Task[] Running()
    {
        lock (_lock)
            return [.. _running.Keys];
    }

    private async Task KeepUpAsync(CancellationToken stop)
    {
        using var turns = new PeriodicTimer(_upkeepEvery, time);
        do
            try
            {
                await upkeep.RunAsync(options.Value.GiveUpAfter, options.Value.LogLife, KeptOfEach, stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                Log.UpkeepFailed(logger, fault);
            }
        while (await turns.WaitForNextTickAsync(stop));
    }
}
