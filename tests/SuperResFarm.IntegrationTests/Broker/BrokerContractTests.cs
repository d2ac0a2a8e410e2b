using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>What <see cref="IFarmBroker"/> promises, whatever carries the messages.</summary>
public class BrokerContractTests(RabbitServers servers) : RabbitTests(servers)
{
    [Theory, InMemory, OnRabbit]
    public async Task Send_EveryKind_ArrivesWithAllMembers(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var items = new ConcurrentQueue<ItemDelivery>();
        var reports = new ConcurrentQueue<IItemReport>();
        var cancels = new ConcurrentQueue<CancelJob>();
        UpscaleItem[] sent = [Messages.Full, Messages.Bare(1, Priority.Normal), Messages.Bare(2, Priority.Bulk)];
        foreach (var priority in Enum.GetValues<Priority>())
            await farm.Broker.TakeItemsAsync(priority, 1, Into(items), default);
        await farm.Broker.TakeReportsAsync(4, Into(reports), default);
        await farm.Broker.HearCancelsAsync(Into(cancels), default);
        foreach (var item in sent)
            await farm.Broker.SendAsync(item, default);
        foreach (var report in Messages.Reports)
            await farm.Broker.SendAsync(report, default);
        await farm.Broker.SendAsync(new CancelJob(Messages.Full.JobId), default);
        await Wait.UntilAsync(() => (items.Count, reports.Count, cancels.Count) == (3, 4, 1));
        Assert.Equal(sent.Select(item => new ItemDelivery(item, 0)), items.OrderBy(item => item.Item.Priority));
        Assert.Equal(Messages.Reports.ToHashSet(), reports.ToHashSet());
        Assert.Equal(new CancelJob(Messages.Full.JobId), Assert.Single(cancels));
    }

    [Theory, InMemory, OnRabbit]
    public async Task Send_BeforeAnybodyTakes_IsKept(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await farm.Broker.SendAsync(Messages.Reports[0], default);
        var (items, reports) = (new ConcurrentQueue<ItemDelivery>(), new ConcurrentQueue<IItemReport>());
        await farm.Broker.TakeItemsAsync(Priority.Normal, 1, Into(items), default);
        await farm.Broker.TakeReportsAsync(1, Into(reports), default);
        await Wait.UntilAsync(() => (items.Count, reports.Count) == (1, 1));
    }

    [Theory, InMemory, OnRabbit]
    public async Task Send_HundredsInParallel_EachArrivesOnce(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var items = new ConcurrentQueue<ItemDelivery>();
        await farm.Broker.TakeItemsAsync(Priority.Normal, 8, Into(items), default);
        await farm.Broker.TakeItemsAsync(Priority.Normal, 8, Into(items), default);
        await Task.WhenAll(Enumerable.Range(0, 800).Select(item => farm.Broker.SendAsync(Messages.Bare(item), default)));
        await Wait.UntilAsync(() => items.Count >= 800);
        Assert.Equal(Enumerable.Range(0, 800), items.Select(item => item.Item.Item).Order());
    }

    [Theory, InMemory, OnRabbit]
    public async Task Send_TokenFired_Throws(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var fired = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => farm.Broker.SendAsync(Messages.Bare(1), fired));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => farm.Broker.SendAsync(Messages.Reports[0], fired));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => farm.Broker.SendAsync(new CancelJob(default), fired));
    }

    [Theory, InMemory, OnRabbit]
    public async Task Take_ManyMessages_ExactlyAsManyHandlersAsAllowed(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var (running, most, done) = (0, 0, 0);
        var both = new Lock();
        await farm.Broker.TakeItemsAsync(Priority.Bulk, 3, async (_, _) =>
        {
            lock (both)
                most = Math.Max(most, ++running);
            await Task.Delay(10, CancellationToken.None);
            lock (both)
                (running, done) = (running - 1, done + 1);
        }, default);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(item => farm.Broker.SendAsync(Messages.Bare(item, Priority.Bulk), default)));
        await Wait.UntilAsync(() => done == 60);
        Assert.Equal(3, most);
    }

    [Theory, InMemory, OnRabbit]
    public async Task Take_HandlerThrows_ComesBackUntilItDoesNot(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var taken = new ConcurrentQueue<(int Item, int Before)>();
        await farm.Broker.TakeItemsAsync(Priority.Normal, 1, (item, _) =>
        {
            taken.Enqueue((item.Item.Item, item.Before));
            return item.Item.Item == 1 && taken.Count(one => one.Item == 1) < 3 ? throw new InvalidOperationException("made up") : Task.CompletedTask;
        }, default);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await farm.Broker.SendAsync(Messages.Bare(2), default);
        await Wait.UntilAsync(() => taken.Count == 4);
        Assert.Single(taken, one => one.Item == 2);
        // From RabbitMQ 4.3 on only lost workers are counted, not handlers that throw.
        if (kind == BrokerKind.InMemory || await Server.VersionAsync() < new Version(4, 3))
            Assert.Equal([0, 1, 2], taken.Where(one => one.Item == 1).Select(one => one.Before));
        Assert.Contains(farm.Said, line => line.Contains("made up", StringComparison.Ordinal));
    }

    [Theory, InMemory, OnRabbit]
    public async Task Stop_HandlersRun_TheyEndAndTheRestIsLeftToOthers(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var (begun, end) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        var first = await farm.Broker.TakeItemsAsync(Priority.Normal, 2, async (item, ct) =>
        {
            begun.Enqueue(item.Item.Item);
            await end.Task.WaitAsync(ct);
        }, default);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(item => farm.Broker.SendAsync(Messages.Bare(item), default)));
        await Wait.UntilAsync(() => begun.Count == 2);
        var stopping = first.StopAsync(default);
        var rest = new ConcurrentQueue<ItemDelivery>();
        await farm.Broker.TakeItemsAsync(Priority.Normal, 2, Into(rest), default);
        await Wait.UntilAsync(() => rest.Count == 8);
        Assert.False(stopping.IsCompleted);
        end.SetResult();
        await Wait.ForAsync(stopping);
        await first.StopAsync(default);
        Assert.Equal(Enumerable.Range(0, 10), begun.Concat(rest.Select(item => item.Item.Item)).Order());
        await farm.Broker.SendAsync(Messages.Bare(10), default);
        await Wait.UntilAsync(() => rest.Count == 9);
        Assert.Equal(2, begun.Count);
    }

    [Theory, InMemory, OnRabbit]
    public async Task Stop_InAHurry_TokensFireAndMessagesGoBack(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var (begun, told) = (0, 0);
        var first = await farm.Broker.TakeItemsAsync(Priority.Normal, 2, async (_, ct) =>
        {
            Interlocked.Increment(ref begun);
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                Interlocked.Increment(ref told);
            }
        }, default);
        await farm.Broker.SendAsync(Messages.Bare(0), default);
        await farm.Broker.SendAsync(Messages.Bare(1), default);
        await Wait.UntilAsync(() => begun == 2);
        var soft = first.StopAsync(default);
        Assert.Equal(0, told);
        await Wait.ForAsync(first.StopAsync(new CancellationToken(canceled: true)));
        await Wait.ForAsync(soft);
        Assert.Equal(2, told);
        var again = new ConcurrentQueue<ItemDelivery>();
        await farm.Broker.TakeItemsAsync(Priority.Normal, 2, Into(again), default);
        await Wait.UntilAsync(() => again.Count == 2);
    }

    [Theory, InMemory, OnRabbit]
    public async Task Stop_HandlerIgnoresItsToken_EndsAllTheSameAndSaysSo(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var taking = await farm.Broker.TakeItemsAsync(Priority.Normal, 1, async (_, _) =>
        {
            begun.SetResult();
            await end.Task;
        }, default);
        await farm.Broker.SendAsync(Messages.Bare(0), default);
        await Wait.ForAsync(begun.Task);
        await Wait.ForAsync(taking.StopAsync(new CancellationToken(canceled: true)));
        Assert.Contains(farm.Said, line => line.StartsWith("Warning 5004", StringComparison.Ordinal));
        end.SetResult();
    }

    [Theory, InMemory, OnRabbit]
    public async Task HearCancels_TwoListeners_BothHearUntilTheyStop(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        var (one, other) = (new ConcurrentQueue<CancelJob>(), new ConcurrentQueue<CancelJob>());
        await farm.Broker.SendAsync(new CancelJob(Guid.NewGuid()), default);
        var first = await farm.Broker.HearCancelsAsync(Into(one), default);
        await farm.Broker.HearCancelsAsync(Into(other), default);
        var job = Guid.NewGuid();
        await farm.Broker.SendAsync(new CancelJob(job), default);
        await Wait.UntilAsync(() => (one.Count, other.Count) == (1, 1));
        Assert.Equal((job, job), (one.Single().JobId, other.Single().JobId));
        await first.StopAsync(default);
        await farm.Broker.SendAsync(new CancelJob(Guid.NewGuid()), default);
        await Wait.UntilAsync(() => other.Count == 2);
        Assert.Single(one);
    }

    [Theory, InMemory, OnRabbit]
    public async Task Health_AllIsThere_IsNotUnhealthy(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        await farm.Broker.TakeReportsAsync(1, (_, _) => Task.CompletedTask, default);
        Assert.NotEqual(HealthStatus.Unhealthy, (await farm.HealthAsync()).Status);
    }

    [Theory, InMemory, OnRabbit]
    public async Task Take_NoHandlerAllowed_IsRefused(BrokerKind kind)
    {
        await using var farm = await StartAsync(kind);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => farm.Broker.TakeReportsAsync(0, (_, _) => Task.CompletedTask, default));
    }

    private async Task<BrokerHost> StartAsync(BrokerKind kind) => await BrokerHost.StartAsync(kind == BrokerKind.InMemory
        ? new Dictionary<string, string?> { ["Broker:Kind"] = "InMemory" }
        : Server.Settings(await Server.NewVirtualHostAsync()));

    private static Func<T, CancellationToken, Task> Into<T>(ConcurrentQueue<T> queue) => (message, _) =>
    {
        queue.Enqueue(message);
        return Task.CompletedTask;
    };
}
