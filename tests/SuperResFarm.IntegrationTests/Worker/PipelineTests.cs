using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>Stopping, hurrying and running out of room in the middle of real work.</summary>
public sealed class PipelineTests
{
    private static byte[]? _large;

    // Minutes of work in many tiles, so that nothing below ends by itself.
    private static readonly UpscaleItem _long = TestWorker.Order("in/large.png", "out/a.png", "realesr-animevideov3");

    [DataFact]
    public async Task Cancel_MidItem_StopsWithinATileAndLeavesNothing()
    {
        await using var worker = await StartAsync();
        await BeginAsync(worker, _long);
        await worker.Broker.SendAsync(new CancelJob(_long.JobId), default);
        await worker.UntilAsync(() => worker.Broker.Acknowledged == 1);
        await AssertNothingLeftAsync(worker);
        Assert.Empty(worker.EndsOf(_long));
        // And the worker is free for others.
        Assert.False((await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/b.png", with: p => p with { OutScale = 0.5 }))).Adopted);
    }

    [DataFact]
    public async Task Stop_MidItem_GivesBackWithinTheGraceAndLeavesNothing()
    {
        await using var worker = await StartAsync(("Worker:Grace", "00:00:00.200"));
        await BeginAsync(worker, _long);
        await worker.Broker.SendAsync(_long with { Item = 1 }, default);   // waits for its turn, or begins
        await worker.Broker.SendAsync(_long with { Item = 2 }, default);
        await worker.Broker.SendAsync(_long with { Item = 3 }, default);
        await worker.StopAsync();
        await AssertNothingLeftAsync(worker);
        var failed = worker.Broker.Reports.OfType<ItemFailed>().ToList();
        Assert.All(failed, report => Assert.Equal((FailureCode.Cancelled, Disposition.Requeue), (report.Code, report.Next)));
        Assert.Equal(4, failed.Count + worker.Broker.Waiting);
        Assert.Equal(failed.Count, worker.Broker.Acknowledged);
    }

    [DataFact]
    public async Task TimeLimit_OfTheItemOrTheWorker_TheSmallerEndsIt()
    {
        await using var worker = await StartAsync(("Worker:ItemTimeLimit", "00:00:03"));
        var byItem = await worker.FailureOfAsync(_long with { JobId = Guid.NewGuid(), Parameters = _long.Parameters with { TimeLimitSeconds = 2 } });
        Assert.Equal((FailureCode.TimedOut, Disposition.Reject), (byItem.Code, byItem.Next));
        Assert.Contains("limit of 2 s", byItem.Message, StringComparison.Ordinal);
        var byWorker = await worker.FailureOfAsync(_long with { JobId = Guid.NewGuid(), Parameters = _long.Parameters with { TimeLimitSeconds = 1000 } });
        Assert.Equal(FailureCode.TimedOut, byWorker.Code);
        Assert.Contains("limit of 3 s", byWorker.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(worker);
    }

    [Fact]
    public async Task Turn_UrgentItems_GoFirstAndWaitingCostsThemNoTime()
    {
        var time = new FakeTimeProvider();
        await using var worker = await TestWorker.StartAsync(null, null, time, ("Worker:Images", "1"));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var gate = worker.Part<PriorityGate>();
        var inside = await gate.EnterAsync(Priority.Bulk, alone: false, default);
        List<UpscaleItem> items = [.. new[] { Priority.Bulk, Priority.Normal, Priority.High }.Select(priority =>
            TestWorker.Order("in/a.png", $"out/{priority}.png", with: p => p with { TimeLimitSeconds = 300 }, priority: priority))];
        foreach (var (index, item) in items.Index())
        {
            await worker.Broker.SendAsync(item, default);
            await worker.UntilAsync(() => gate.Length == index + 1);   // fetched ahead
        }
        time.Advance(TimeSpan.FromSeconds(1000));
        inside.Dispose();
        await worker.UntilAsync(() => worker.Broker.Acknowledged == 3);
        Assert.Equal(items.Select(item => item.JobId).Reverse(), worker.Broker.Reports.Where(report => report is not ItemStarted).Select(report => Assert.IsType<ItemUpscaled>(report).JobId));
    }

    [Fact]
    public async Task Turn_NeverComes_GivesTheItemBack()
    {
        var time = new FakeTimeProvider();
        await using var worker = await TestWorker.StartAsync(null, null, time, ("Worker:Images", "1"));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var gate = worker.Part<PriorityGate>();
        using var inside = await gate.EnterAsync(Priority.High, alone: false, default);
        var item = TestWorker.Order("in/a.png", "out/a.png", priority: Priority.Bulk);
        await worker.Broker.SendAsync(item, default);
        await worker.UntilAsync(() => gate.Length == 1);
        await worker.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return worker.EndsOf(item).Count == 1;
        });
        var back = Assert.IsType<ItemFailed>(worker.EndsOf(item)[0]);
        Assert.Equal((FailureCode.Cancelled, Disposition.Requeue), (back.Code, back.Next));
    }

    [SmallDiskFact]
    public async Task Scratch_Full_FailsTheAttemptAndTheNextOneFits()
    {
        await using var disk = await SmallDisk.MountAsync(kilobytes: 700);
        await using var worker = await TestWorker.StartAsync(("Worker:Scratch", disk.Folder), ("Worker:ScratchReserveMegabytes", "0"));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var item = TestWorker.Order("in/a.png", "out/a.png", with: p => p with { OutScale = 16 });   // the result does not fit
        var failed = await worker.FailureOfAsync(item);
        Assert.Equal((FailureCode.StorageFull, Disposition.Retry), (failed.Code, failed.Next));
        await worker.PutAsync("in/large.png", new byte[2_000_000]);                                    // nor does this source
        Assert.Equal(FailureCode.StorageFull, (await worker.FailureOfAsync(TestWorker.Order("in/large.png", "out/large.png"))).Code);
        Assert.DoesNotContain(Directory.EnumerateFiles(disk.Folder, "*", SearchOption.AllDirectories), file => !file.EndsWith(".lock", StringComparison.Ordinal));
        Assert.False((await worker.ResultOfAsync(item with { Attempt = 2, Parameters = item.Parameters with { OutScale = 2 } })).Adopted);
    }

    [SmallDiskFact]
    public async Task Scratch_FilledByOthers_IsNotReadyUntilThereIsRoom()
    {
        await using var disk = await SmallDisk.MountAsync(kilobytes: 4000);
        await using var worker = await TestWorker.StartAsync(("Worker:Scratch", disk.Folder), ("Worker:ScratchReserveMegabytes", "2"));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        await worker.UntilAsync(async () => (await worker.HealthAsync("ready")).IsGood);
        var filler = Path.Combine(disk.Folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[3_000_000]);
        await worker.UntilAsync(async () => (await worker.HealthAsync("ready")).Detail is var detail && detail.Contains("worker-scratch", StringComparison.Ordinal) && detail.Contains("worker-queues", StringComparison.Ordinal));
        var item = TestWorker.Order("in/a.png", "out/a.png");
        await worker.Broker.SendAsync(item, default);
        Assert.Empty(worker.Broker.Reports);
        File.Delete(filler);
        await worker.UntilAsync(() => worker.EndsOf(item).Count == 1);
        Assert.IsType<ItemUpscaled>(worker.EndsOf(item)[0]);
    }

    private static async Task<TestWorker> StartAsync(params (string, string)[] settings)
    {
        var worker = await TestWorker.StartAsync([("Models:Folders:0", TestData.PathOf("weights")), ("Worker:MemoryMegabytes", "64"), .. settings]);
        await worker.PutFileAsync("in/a.png", TestData.PathOf("inputs/real-esrgan/OST_009.png"));
        await worker.PutAsync("in/large.png", _large ??= await EnlargedAsync());
        return worker;
    }

    private static async Task<byte[]> EnlargedAsync()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.PutFileAsync("in/a.png", TestData.PathOf("inputs/real-esrgan/OST_009.png"));
        await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/large.png", with: p => p with { OutScale = 5 }));
        return await worker.GetAsync("out/large.png");
    }

    /// <summary>Until its first tile is done.</summary>
    private static async Task BeginAsync(TestWorker worker, UpscaleItem item)
    {
        await worker.Broker.SendAsync(item, default);
        await worker.UntilAsync(() => worker.ReportsOf(item).OfType<ItemProgressed>().Any(report => report.Done > 0));
    }

    private static async Task AssertNothingLeftAsync(TestWorker worker)
    {
        Assert.Empty(worker.Scratch);
        await foreach (var entry in worker.Store.ListAsync(ObjectPrefix.Of(TestWorker.Bucket, ""), null, default))
            Assert.StartsWith("in/", entry.Key, StringComparison.Ordinal);
        Assert.DoesNotContain(worker.FilesIn("store"), name => name.EndsWith(".part", StringComparison.Ordinal));
    }
}
