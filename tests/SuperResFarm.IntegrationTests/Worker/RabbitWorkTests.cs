using System.Collections.Concurrent;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Broker;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>Worker processes at a real broker: they die, are stopped and lose it, and every item ends with its result.</summary>
[Collection(RabbitServers.Collection)]
public sealed class RabbitWorkTests(RabbitServers servers) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-worker-rabbit-");
    private readonly ConcurrentQueue<IItemReport> _reports = new();
    private readonly List<WorkerProcess> _workers = [];
    private FolderObjectStore _store = null!;   // made before any test runs
    private BrokerHost _farm = null!;
    private Dictionary<string, string?> _settings = [];

    public async Task InitializeAsync()
    {
        if (RabbitServer.Missing is not null)
            return;
        _settings = servers.Server.Settings(await servers.Server.NewVirtualHostAsync());
        _settings.Remove("Broker:Management");
        _store = new FolderObjectStore(Path.Combine(_folder.FullName, "store"), TimeProvider.System);
        _farm = await BrokerHost.StartAsync(_settings);
        await _farm.Broker.TakeReportsAsync(10, (report, _) =>
        {
            _reports.Enqueue(report);
            return Task.CompletedTask;
        }, default);
        await using var content = File.OpenRead(Samples.PathOf("landscape.jpg"));
        await _store.WriteAsync(TestWorker.Uri("in/a.jpg"), content, new WriteOptions(), default);
    }

    public async Task DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        if (_farm is not null)
        {
            await _farm.DisposeAsync();
            await servers.Server.RemoveVirtualHostAsync(_settings["Broker:VirtualHost"]!);
        }
        _folder.Delete(recursive: true);
    }

    [RabbitFact]
    public async Task Items_TwoWorkersOneStopped_AllEndOnce()
    {
        var job = TestWorker.Order("in/a.jpg", "");
        var items = Enumerable.Range(0, 24).Select(i => job with { Item = i, Target = $"s3://bucket/out/{i}.png", Priority = (Priority)(i % 3) }).ToList();
        var (first, second) = (Start(("Worker:Images", "1")), Start());
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync());
        foreach (var item in items)
            await _farm.Broker.SendAsync(item, default);
        await Wait.UntilAsync(() => _reports.OfType<ItemUpscaled>().Count() >= 4);
        first.Stop();
        Assert.Equal(0, await first.EndAsync());
        // What was given back is dispatched anew, as the farm does.
        await Wait.UntilAsync(async () =>
        {
            foreach (var back in _reports.OfType<ItemFailed>().Where(back => back.Attempt == 1 && _reports.OfType<ItemFailed>().Count(other => other.Item == back.Item) == 1))
            {
                Assert.Equal((FailureCode.Cancelled, Disposition.Requeue), (back.Code, back.Next));
                _reports.Enqueue(back with { Attempt = 2 });   // seen
                await _farm.Broker.SendAsync(items[back.Item] with { Attempt = 2 }, default);
            }
            return _reports.OfType<ItemUpscaled>().Select(done => done.Item).Distinct().Count() == items.Count;
        }, () => Story);
        Assert.Single(_reports.OfType<ItemUpscaled>().Select(done => done.Result.Sha256).Distinct());
        Assert.All(items, item => Assert.True(File.Exists(Path.Combine(_folder.FullName, "store", item.Target["s3://".Length..]))));
    }
    [RabbitFact]
    public async Task Item_ThatKillsEveryWorker_IsAFailedAttempt()
    {
        var item = TestWorker.Order("in/a.jpg", "out/a.png");
        await _farm.Broker.SendAsync(item, default);
        for (var deaths = 0; deaths < 2; deaths++)
            Assert.NotEqual(0, await Start(("SUPERRES_FAILPOINTS", "worker.fetched=abort"), ("Worker:MaxDeliveries", "2")).EndAsync());
        await Start(("SUPERRES_FAILPOINTS", "worker.fetched=abort"), ("Worker:MaxDeliveries", "2")).ReadyAsync();
        await Wait.UntilAsync(() => _reports.OfType<ItemFailed>().Any(), () => Story);
        Assert.Equal((FailureCode.Internal, Disposition.Retry), (_reports.OfType<ItemFailed>().Single().Code, _reports.OfType<ItemFailed>().Single().Next));
        Assert.False(_workers[^1].HasEnded);
    }

    [RabbitFact]
    public async Task Stop_MidItem_GivesItBackAndEndsWell()
    {
        var item = TestWorker.Order("in/a.jpg", "out/a.png");
        var worker = Start(("SUPERRES_FAILPOINTS", "worker.tiles=pause:600"), ("Worker:Grace", "00:00:00.500"));
        await worker.ReadyAsync();
        await _farm.Broker.SendAsync(item, default);
        await Wait.UntilAsync(() => _reports.OfType<ItemProgressed>().Any(), () => Story);
        worker.Stop();
        Assert.Equal(0, await worker.EndAsync());
        await Wait.UntilAsync(() => _reports.OfType<ItemFailed>().Any(), () => Story);
        Assert.Equal(Disposition.Requeue, _reports.OfType<ItemFailed>().Single().Next);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "scratch")));
        Assert.Null(await _store.FindAsync(TestWorker.Uri("out/a.png"), default));
    }

    [RabbitFact]
    public async Task Connection_LostMidItem_TheWorkGoesOnAndIsReported()
    {
        var item = TestWorker.Order("in/a.jpg", "out/a.png");
        var worker = Start(("SUPERRES_FAILPOINTS", "worker.tiles=pause:8@1"));
        await worker.ReadyAsync();
        await _farm.Broker.SendAsync(item, default);
        await Wait.UntilAsync(() => _reports.OfType<ItemProgressed>().Any(), () => Story);
        await CloseConnectionsAsync();
        await Wait.UntilAsync(() => _reports.OfType<ItemUpscaled>().Any(), () => Story);
        // Later items are taken again, and the copy of the message is gone without being computed anew.
        await _farm.Broker.SendAsync(item with { Item = 1, Target = "s3://bucket/out/b.png" }, default);
        await Wait.UntilAsync(() => _reports.OfType<ItemUpscaled>().Any(done => done.Item == 1), () => Story);
        await Wait.UntilAsync(async () => await UnansweredAsync() == 0, () => Story);
        Assert.Equal(2, worker.Said.Count(line => line.Contains("enlarged from", StringComparison.Ordinal)));
        Assert.Empty(_reports.OfType<ItemFailed>());
    }

    [RabbitFact]
    public async Task Cancel_MidItem_DropsItWithoutAWord()
    {
        var item = TestWorker.Order("in/a.jpg", "out/a.png");
        var worker = Start(("SUPERRES_FAILPOINTS", "worker.tiles=pause:600@1"));
        await worker.ReadyAsync();
        await _farm.Broker.SendAsync(item, default);
        await Wait.UntilAsync(() => _reports.OfType<ItemProgressed>().Any(), () => Story);
        await _farm.Broker.SendAsync(new CancelJob(item.JobId), default);
        await Wait.UntilAsync(async () => await UnansweredAsync() == 0, () => Story);
        Assert.DoesNotContain(_reports, report => report is ItemUpscaled or ItemFailed);
        Assert.Null(await _store.FindAsync(TestWorker.Uri("out/a.png"), default));
    }

    private string Story => string.Join('\n', _reports.ToArray().Select(report => $"{report}").Concat(_workers.Select(worker => worker.Story)));

    private WorkerProcess Start(params (string Name, string Value)[] settings)
    {
        var worker = WorkerProcess.Start(_folder.FullName, [.. _settings.Select(setting => (setting.Key, setting.Value!)), .. settings]);
        _workers.Add(worker);
        return worker;
    }

    // Messages that wait, or that some worker has not answered yet.
    private async Task<int> UnansweredAsync()
    {
        var queue = await servers.Server.AskAsync(HttpMethod.Get, $"queues/{_settings["Broker:VirtualHost"]}/{QueueNames.Of(Priority.Normal)}");
        return queue.TryGetProperty("messages", out var messages) ? messages.GetInt32() : -1;
    }

    // Those of the test too; what it is told twice is no harm.
    private Task CloseConnectionsAsync() => Wait.UntilAsync(async () =>
    {
        var open = (await servers.Server.AskAsync(HttpMethod.Get, $"vhosts/{_settings["Broker:VirtualHost"]}/connections")).EnumerateArray().ToList();
        foreach (var connection in open)
            await servers.Server.AskAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}");
        return open.Count > 2;
    });
}

/// <summary>A theory about RabbitMQ, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RabbitTheoryAttribute : TheoryAttribute
{
    public RabbitTheoryAttribute() => Skip = RabbitServer.Missing;
}
