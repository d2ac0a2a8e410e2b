using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>Brokers that die, and users that are shut out for a while.</summary>
public class RabbitFaultTests(RabbitServers servers) : RabbitTests(servers)
{
    private const int Count = 600;

    [OwnRabbitFact]
    public async Task BrokerKilledUnderLoad_EveryConfirmedMessageArrivesAndAllComesBack()
    {
        var host = await Server.NewVirtualHostAsync();
        await using var api = await BrokerHost.StartAsync(Server.Settings(host));
        await using var worker = await BrokerHost.StartAsync(Server.Settings(host));
        var (confirmed, taken, reported, cancels) = (new ConcurrentDictionary<int, bool>(), new ConcurrentDictionary<int, int>(), new ConcurrentDictionary<int, bool>(), new ConcurrentQueue<CancelJob>());
        await worker.Broker.HearCancelsAsync((cancel, _) =>
        {
            cancels.Enqueue(cancel);
            return Task.CompletedTask;
        }, default);
        await worker.Broker.TakeItemsAsync(Priority.Normal, 4, async (item, ct) =>
        {
            taken.AddOrUpdate(item.Item.Item, 1, (_, times) => times + 1);
            await worker.Broker.SendAsync(new ItemStarted(item.Item.JobId, item.Item.Item, 1, "w", "d"), ct);
        }, default);
        await api.Broker.TakeReportsAsync(16, (report, _) =>
        {
            reported[report.Item] = true;
            return Task.CompletedTask;
        }, default);
        await RabbitServer.SettleAsync();
        var sending = Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions
        {
            MaxDegreeOfParallelism = 16,
        }, async (item, _) =>
        {
            while (!await TrySendAsync(api.Broker, item))
                await Task.Delay(50, CancellationToken.None);
            confirmed[item] = true;
        });
        await Wait.UntilAsync(() => confirmed.Count > Count / 4);
        await Server.KillAsync();
        await api.HealthBecomesAsync(HealthStatus.Unhealthy);
        Assert.InRange(confirmed.Count, Count / 4, Count - 1);
        await Server.StartAgainAsync();
        await Wait.ForAsync(sending);
        await Wait.UntilAsync(() => taken.Count == Count && reported.Count == Count, () => $"{confirmed.Count} confirmed, {taken.Count} taken, {reported.Count} reported");
        await api.Broker.SendAsync(new CancelJob(Guid.NewGuid()), default);
        await Wait.UntilAsync(() => !cancels.IsEmpty);
        await api.HealthBecomesAsync(HealthStatus.Degraded);
        await worker.HealthBecomesAsync(HealthStatus.Degraded);
    }

    [OwnRabbitFact]
    public async Task BrokerGone_StoppingEndsAllTheSame()
    {
        await using var farm = await BrokerHost.StartAsync(Server.Settings(await Server.NewVirtualHostAsync()));
        var begun = new TaskCompletionSource();
        var taking = await farm.Broker.TakeItemsAsync(Priority.Normal, 2, async (_, ct) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }, default);
        await farm.Broker.TakeReportsAsync(1, (_, _) => Task.CompletedTask, default);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await Wait.ForAsync(begun.Task);
        await RabbitServer.SettleAsync();
        await Server.KillAsync();
        try
        {
            await Wait.ForAsync(taking.StopAsync(default));
            await farm.DisposeAsync();
        }
        finally
        {
            await Server.StartAgainAsync();
        }
    }

    [OwnRabbitFact]
    public async Task BrokerShortOfDisk_SendingWaitsAndTakingGoesOn()
    {
        await using var farm = await BrokerHost.StartAsync(Server.Settings(await Server.NewVirtualHostAsync()));
        for (var item = 0; item < 5; item++)
            await farm.Broker.SendAsync(Messages.Bare(item), default);
        await Server.ControlAsync("set_disk_free_limit", "1000000GB");
        try
        {
            await Wait.UntilAsync(async () => (await Server.ControlAsync("eval", "rabbit_alarm:get_alarms().")).Contains("disk", StringComparison.Ordinal));
            var taken = 0;
            var sending = farm.Broker.SendAsync(Messages.Bare(5), default);
            await farm.Broker.TakeItemsAsync(Priority.Normal, 1, (_, _) =>
            {
                Interlocked.Increment(ref taken);
                return Task.CompletedTask;
            }, default);
            await Wait.UntilAsync(() => taken == 5);
            Assert.False(sending.IsCompleted);
            await Server.ControlAsync("set_disk_free_limit", "50MB");
            await Wait.ForAsync(sending);
            await Wait.UntilAsync(() => taken == 6);
        }
        finally
        {
            await Server.ControlAsync("set_disk_free_limit", "50MB");
        }
    }

    [RabbitFact]
    public async Task UserShutOutForAWhile_AllComesBack()
    {
        var (host, user) = (await Server.NewVirtualHostAsync(), $"user-{Guid.NewGuid():n}");
        await AdmitAsync(user, "right");
        await Server.AskAsync(HttpMethod.Put, $"permissions/{host}/{user}", new
        {
            configure = ".*",
            write = ".*",
            read = ".*",
        });
        var settings = Server.Settings(host);
        (settings["Broker:Username"], settings["Broker:Password"]) = (user, "right");
        await using var farm = await BrokerHost.StartAsync(settings);
        var items = new ConcurrentQueue<ItemDelivery>();
        await farm.Broker.TakeItemsAsync(Priority.Normal, 1, (item, _) =>
        {
            items.Enqueue(item);
            return Task.CompletedTask;
        }, default);
        await AdmitAsync(user, "other");
        await Wait.UntilAsync(async () =>
        {
            foreach (var connection in (await Server.AskAsync(HttpMethod.Get, $"vhosts/{host}/connections")).EnumerateArray())
                await Server.AskAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}");
            return (await farm.HealthAsync()) is { Status: HealthStatus.Unhealthy, Description: { } text } && text.Contains("refuses the user", StringComparison.Ordinal);
        });
        // Whoever gives up for good does so now, if he ever does.
        var shutOut = Stopwatch.StartNew();
        await Wait.UntilAsync(() => shutOut.Elapsed > TimeSpan.FromSeconds(30) || farm.Said.Any(line => line.Contains("ReceiveTransport Cannot Retry", StringComparison.Ordinal)
            || line.Contains("ACCESS_REFUSED", StringComparison.Ordinal)));
        await AdmitAsync(user, "right");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await farm.Broker.SendAsync(Messages.Bare(1), limit.Token);
        await Wait.UntilAsync(() => items.Count == 1);
        await Server.AskAsync(HttpMethod.Delete, $"users/{user}");
    }

    private async Task AdmitAsync(string user, string password) => await Server.AskAsync(HttpMethod.Put, $"users/{user}", new
    {
        password,
        tags = "monitoring",
    });

    private static async Task<bool> TrySendAsync(IFarmBroker broker, int item)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await broker.SendAsync(Messages.Bare(item), soon.Token);
            return true;
        }
        catch (Exception fault) when (fault is BrokerException or OperationCanceledException)
        {
            return false;
        }
    }
}
