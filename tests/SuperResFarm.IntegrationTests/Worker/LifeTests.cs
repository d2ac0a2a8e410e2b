using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Hosting.Health;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>How a worker takes, reports, is stopped and stops, with work that a test holds in its hand.</summary>
public sealed class LifeTests
{
    private static readonly UpscaleItem _item = TestWorker.Order("in/a.png", "out/a.png");

    [Fact]
    public async Task Item_Short_IsReportedByItsEndAlone()
    {
        await using var worker = await TestWorker.StartAsync(new FakeWork((_, _, _) => Task.CompletedTask));
        var upscaled = Assert.IsType<ItemUpscaled>(await worker.EndOfAsync(_item));
        Assert.Equal(("w1", FakeWork.Result), (upscaled.Worker, upscaled.Result));
        Assert.NotEmpty(upscaled.Device);
        Assert.Single(worker.Broker.Reports);
    }

    [Fact]
    public async Task Item_Long_TellsItsBeginAndLivesOn()
    {
        var end = new TaskCompletionSource();
        await using var worker = await TestWorker.StartAsync(new FakeWork((_, progress, _) =>
        {
            progress.Report(0.25);
            return end.Task;
        }));
        await worker.Broker.SendAsync(_item, default);
        await worker.UntilAsync(() => worker.ReportsOf(_item).OfType<ItemProgressed>().Count() >= 3);
        Assert.IsType<ItemStarted>(worker.ReportsOf(_item)[0]);
        Assert.All(worker.ReportsOf(_item).Skip(1), report => Assert.Equal(0.25, Assert.IsType<ItemProgressed>(report).Done));
        Assert.Equal(0, worker.Broker.Acknowledged);
        end.SetResult();
        await worker.UntilAsync(() => worker.Broker.Acknowledged == 1);
        Assert.Single(worker.EndsOf(_item));
    }

    [Fact]
    public async Task Item_BrokerAwayAtTheEnd_IsReportedWhenItIsBack()
    {
        var gate = new TaskCompletionSource();
        await using var other = await TestWorker.StartAsync(new FakeWork((_, _, _) => gate.Task));
        await other.Broker.SendAsync(_item, default);
        other.Broker.IsAway = true;
        gate.SetResult();
        await Task.Delay(300);
        Assert.Equal((0, 0), (other.EndsOf(_item).Count, other.Broker.Acknowledged));
        other.Broker.IsAway = false;
        await other.UntilAsync(() => other.Broker.Acknowledged == 1);
        Assert.Single(other.EndsOf(_item));
    }

    [Fact]
    public async Task Item_DeliveredTooOften_IsAFailedAttemptAndIsNotRun()
    {
        var work = new FakeWork((_, _, _) => Task.CompletedTask);
        await using var worker = await TestWorker.StartAsync(work, settings: ("Worker:MaxDeliveries", "2"));
        Assert.IsType<ItemUpscaled>(await worker.EndOfAsync(_item, before: 1));
        var failed = Assert.IsType<ItemFailed>(await worker.EndOfAsync(_item with { Item = 1 }, before: 2));
        Assert.Equal((FailureCode.Internal, Disposition.Retry), (failed.Code, failed.Next));
        Assert.Contains("2 times", failed.Message, StringComparison.Ordinal);
        Assert.Single(work.Begun);
    }

    [Fact]
    public async Task Item_Breaks_IsTriedAgainWithoutTellingWhatIsInside()
    {
        await using var worker = await TestWorker.StartAsync(new FakeWork((_, _, _) => throw new InvalidOperationException("secret")));
        var failed = await worker.FailureOfAsync(_item);
        Assert.Equal((FailureCode.Internal, Disposition.Retry), (failed.Code, failed.Next));
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
        Assert.Contains(worker.Said, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Item_FailsWithADecision_PassesItOn()
    {
        await using var worker = await TestWorker.StartAsync(new FakeWork((_, _, _) =>
            throw new FarmException(FailureCode.StorageUnavailable, Disposition.Retry, "The store sleeps.", new IOException("cause"))));
        var failed = await worker.FailureOfAsync(_item);
        Assert.Equal((FailureCode.StorageUnavailable, Disposition.Retry, "The store sleeps."), (failed.Code, failed.Next, failed.Message));
        Assert.Contains(worker.Said, line => line.Contains("cause", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_RunningAndComing_AreDroppedWithoutAWord()
    {
        var work = new FakeWork((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        await using var worker = await TestWorker.StartAsync(work);
        await worker.Broker.SendAsync(_item, default);
        await worker.UntilAsync(() => work.Begun.Count == 1);
        await worker.Broker.SendAsync(new CancelJob(_item.JobId), default);
        await worker.Broker.SendAsync(_item with { Item = 1 }, default);
        await worker.UntilAsync(() => worker.Broker.Acknowledged == 2);
        Assert.DoesNotContain(worker.Broker.Reports, report => report is ItemUpscaled or ItemFailed);
        Assert.Single(work.Begun);
    }

    [Fact]
    public async Task Cancel_RunningGoesOn_EndsAndIsReportedAndOnlyLaterRoundsAreTaken()
    {
        var end = new TaskCompletionSource();
        var work = new FakeWork((_, _, ct) => end.Task.WaitAsync(ct));
        await using var worker = await TestWorker.StartAsync(work);
        await worker.Broker.SendAsync(_item, default);
        await worker.UntilAsync(() => work.Begun.Count == 1);
        await worker.Broker.SendAsync(new CancelJob(_item.JobId) { GoingOn = [_item.Item] }, default);
        await worker.Broker.SendAsync(_item with { Item = 1 }, default);
        await worker.UntilAsync(() => worker.Broker.Acknowledged == 1);
        Assert.Single(work.Begun);
        end.SetResult();
        Assert.IsType<ItemUpscaled>(await worker.EndOfAsync(_item with { Item = 1, Attempt = 2, Round = 1 }));
        Assert.Equal([(_item.Item, 1), (1, 2)], worker.Broker.Reports.OfType<ItemUpscaled>().Select(report => (report.Item, report.Attempt)));
    }

    [Fact]
    public async Task Take_ThreeQueues_HoldsAsManyAsItShould()
    {
        var end = new TaskCompletionSource();
        var work = new FakeWork((_, _, ct) => end.Task);
        await using var worker = await TestWorker.StartAsync(work, settings: ("Worker:Images", "1"));
        foreach (var priority in Enum.GetValues<Priority>())
            for (var i = 0; i < 5; i++)
                await worker.Broker.SendAsync(_item with { JobId = Guid.NewGuid(), Priority = priority }, default);
        await worker.UntilAsync(() => work.Begun.Count == 6);
        await Task.Delay(200);
        Assert.All(work.Begun.GroupBy(item => item.Priority), queue => Assert.Equal(2, queue.Count()));   // one in the pipeline, one fetched ahead
        end.SetResult();
        await worker.UntilAsync(() => worker.Broker.Acknowledged == 15);
    }

    [Fact]
    public async Task Take_SomeQueues_LeavesTheOthers()
    {
        var work = new FakeWork((_, _, _) => Task.CompletedTask);
        await using var worker = await TestWorker.StartAsync(work, settings: ("Worker:Queues:0", "Bulk"));
        await worker.Broker.SendAsync(_item with { Priority = Priority.High }, default);
        Assert.IsType<ItemUpscaled>(await worker.EndOfAsync(_item with { Item = 1, Priority = Priority.Bulk }));
        Assert.Equal(1, worker.Broker.Waiting);
    }

    [Fact]
    public async Task Stop_ItemThatEndsInTime_IsReported()
    {
        var end = new TaskCompletionSource();
        var work = new FakeWork((_, _, ct) => end.Task.WaitAsync(ct));
        await using var worker = await TestWorker.StartAsync(work, settings: ("Worker:Grace", "00:00:20"));
        await worker.Broker.SendAsync(_item, default);
        await worker.UntilAsync(() => work.Begun.Count == 1);
        var stopping = worker.StopAsync();
        await worker.UntilAsync(async () => !(await worker.HealthAsync(HealthEndpoints.Ready)).IsGood);
        await worker.Broker.SendAsync(_item with { Item = 1 }, default);   // comes too late
        Assert.False(stopping.IsCompleted);
        end.SetResult();
        await stopping;
        Assert.IsType<ItemUpscaled>(Assert.Single(worker.EndsOf(_item)));
        Assert.Equal((1, 1, 1), (work.Begun.Count, worker.Broker.Acknowledged, worker.Broker.Waiting));
    }

    [Fact]
    public async Task Stop_ItemThatTakesTooLong_IsGivenBackUncharged()
    {
        var work = new FakeWork((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        await using var worker = await TestWorker.StartAsync(work, settings: ("Worker:Grace", "00:00:00.300"));
        await worker.Broker.SendAsync(_item, default);
        await worker.UntilAsync(() => work.Begun.Count == 1);
        await worker.StopAsync();
        var failed = Assert.IsType<ItemFailed>(Assert.Single(worker.EndsOf(_item)));
        Assert.Equal((FailureCode.Cancelled, Disposition.Requeue), (failed.Code, failed.Next));
        Assert.Equal((1, 0), (worker.Broker.Acknowledged, worker.Broker.Waiting));
    }

    [Fact]
    public async Task Stop_BrokerAway_EndsInTimeAndLeavesTheMessage()
    {
        var work = new FakeWork((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        await using var worker = await TestWorker.StartAsync(work, settings: [("Worker:Grace", "00:00:00"), ("Host:ShutdownTimeout", "00:00:01")]);
        await worker.Broker.SendAsync(_item, default);
        await worker.UntilAsync(() => work.Begun.Count == 1);
        worker.Broker.IsAway = true;
        await worker.StopAsync();
        Assert.Equal((0, 1), (worker.Broker.Acknowledged, worker.Broker.Waiting));
    }

    [Fact]
    public async Task Health_ModelsWarm_IsReadyThen()
    {
        await using var worker = await TestWorker.StartAsync(("Worker:Warm:0", "bicubic"), ("Worker:Warm:1", "lanczos"));
        await worker.UntilAsync(async () => (await worker.HealthAsync(HealthEndpoints.Ready)).IsGood);
        Assert.True((await worker.HealthAsync(HealthEndpoints.Startup)).IsGood);
        Assert.Equal(2, worker.Count(8001));
    }

    [Fact]
    public async Task Health_ModelMissing_IsNeitherStartedNorReadyAndTakesNothing()
    {
        await using var worker = await TestWorker.StartAsync(("Worker:Warm:0", "none"));
        await worker.UntilAsync(async () => (await worker.HealthAsync(HealthEndpoints.Startup)).Detail.Contains("'none'", StringComparison.Ordinal));
        Assert.Contains("worker-queues", (await worker.HealthAsync(HealthEndpoints.Ready)).Detail, StringComparison.Ordinal);
        await worker.Broker.SendAsync(_item, default);
        Assert.Equal(1, worker.Broker.Waiting);
    }

    [Fact]
    public async Task Scratch_NoRoom_TakesNothingUntilThereIs()
    {
        await using var worker = await TestWorker.StartAsync(new FakeWork((_, _, _) => Task.CompletedTask), settings: ("Worker:ScratchReserveMegabytes", "1000000"));
        await worker.UntilAsync(async () => (await worker.HealthAsync(HealthEndpoints.Startup)).IsGood);
        Assert.Contains("worker-scratch", (await worker.HealthAsync(HealthEndpoints.Ready)).Detail, StringComparison.Ordinal);
        await worker.Broker.SendAsync(_item, default);
        await Task.Delay(200);
        Assert.Equal((1, 0), (worker.Broker.Waiting, worker.Broker.Reports.Count));
    }
}
