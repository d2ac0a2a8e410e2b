using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class DispatcherTests(JobsServers servers)
{
    private static readonly TimeSpan _claim = TimeSpan.FromSeconds(16);

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_AllPriorities_FillsEachQueueToItsWindow(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var broker = new TestBroker();
        foreach (var priority in Enum.GetValues<Priority>())
            await store.SubmitAsync(20, priority: priority);
        var dispatcher = store.Dispatcher(broker, new() { Window = 8, Windows = new Dictionary<Priority, int> { [Priority.Bulk] = 3 } });
        Assert.Equal(new DispatchRound(19, 0), await dispatcher.RoundAsync(default));
        Assert.Equal([(Priority.High, 8), (Priority.Normal, 8), (Priority.Bulk, 3)], broker.Items.GroupBy(item => item.Priority).Select(group => (group.Key, group.Count())));
        Assert.Equal(default, await dispatcher.RoundAsync(default));
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_PublishFails_EverythingIsFreeAgainAtOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(10);
        var broker = new TestBroker { Mood = () => BrokerMood.GoneBefore };
        await Assert.ThrowsAsync<IOException>(() => store.Dispatcher(broker).RoundAsync(default));
        Assert.Equal((0, 10), (broker.Items.Count, (await store.JobAsync(job)).Counts.Pending));
        broker.Mood = () => BrokerMood.Choosy;
        Assert.Equal(new DispatchRound(5, 5), await store.Dispatcher(broker).RoundAsync(default));
        Assert.Equal(new JobCounts(5, 5, 0, 0, 0, 0), (await store.JobAsync(job)).Counts);
        broker.Mood = () => BrokerMood.Well;
        Assert.Equal(new DispatchRound(5, 0), await store.Dispatcher(broker).RoundAsync(default));
        Assert.Equal(Enumerable.Range(0, 10), broker.Items.Select(item => item.Item).Order());
        Assert.All(broker.Items, item => Assert.Equal(1, item.Attempt));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_KilledBeforePublish_AnotherTakesOverWhenTheClaimRunsOut(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(10);
        // What a killed process leaves: a committed claim and no message.
        Assert.Equal(10, (await store.ClaimAsync()).Count);
        var broker = new TestBroker();
        Assert.Equal(default, await store.Dispatcher(broker).RoundAsync(default));
        await store.AdvanceClockAsync(_claim);
        Assert.Equal(10, (await store.Dispatcher(broker).RoundAsync(default)).Confirmed);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_KilledBetweenConfirmAndMark_PublishesTwice_AndOnlyOneAnswerIsTaken(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(10);
        using var kill = new CancellationTokenSource();
        var broker = new TestBroker { Published = _ => kill.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Dispatcher(broker).RoundAsync(kill.Token));
        Assert.Equal((10, 10), (broker.Items.Count, (await store.JobAsync(job)).Counts.Pending));

        broker.Published = _ => { };
        await store.AdvanceClockAsync(_claim);
        Assert.Equal(10, (await store.Dispatcher(broker).RoundAsync(default)).Confirmed);
        Assert.Equal(20, broker.Items.Count);
        var taken = await store.Ledger.ApplyAsync([.. broker.Items.Select(item => item.Upscaled())], default);
        Assert.Equal(10, taken.Count(one => one));
        Assert.Equal((JobState.Completed, 10), (await store.JobAsync(job)) is var view ? (view.State, view.Counts.Succeeded) : default);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_ConfirmationsLost_PublishesTwice_AndNothingIsLost(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(10);
        var broker = new TestBroker { Mood = () => BrokerMood.GoneAfter };
        await Assert.ThrowsAsync<IOException>(() => store.Dispatcher(broker).RoundAsync(default));
        broker.Mood = () => BrokerMood.Well;
        Assert.Equal(10, (await store.Dispatcher(broker).RoundAsync(default)).Confirmed);
        Assert.Equal(10, broker.Items.Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_SilentBroker_EndsWithTheTimeout(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(3);
        var (time, silent) = (new FakeTimeProvider(), new TaskCompletionSource());
        var broker = new TestBroker { Mood = () => silent.TrySetResult() ? BrokerMood.Silent : BrokerMood.Silent };
        var round = store.Dispatcher(broker, time: time).RoundAsync(default);
        await silent.Task;
        time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(() => round);
        Assert.Equal(3, (await store.ClaimAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Round_CancelledJobs_AreToldUntilTheBrokerHasIt(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(3);
        await store.Control.CancelAsync(TestStore.Tenant, job, null, default);
        var broker = new TestBroker { Mood = () => BrokerMood.GoneBefore };
        await Assert.ThrowsAsync<IOException>(() => store.Dispatcher(broker).RoundAsync(default));
        broker.Mood = () => BrokerMood.Well;
        await store.Dispatcher(broker).RoundAsync(default);
        await store.Dispatcher(broker).RoundAsync(default);
        Assert.Equal(new CancelJob(job), Assert.Single(broker.Cancels));
        Assert.Empty(broker.Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_TwoAtOnce_EachItemIsPublishedOnceAndTheWindowHolds(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        using var one = TestStore.Open(kind, address);
        using var other = TestStore.Open(kind, address);
        var broker = new TestBroker();
        var (options, all) = (new DispatchOptions { Window = 40, Batch = 15, Poll = TimeSpan.FromMilliseconds(10) }, new TaskCompletionSource());
        using var stop = new CancellationTokenSource();
        Task[] running = [one.Dispatcher(broker, options).RunAsync(stop.Token), other.Dispatcher(broker, options).RunAsync(stop.Token)];
        await one.SubmitAsync(150, "a");
        await other.SubmitAsync(150, "b");
        var (answered, most) = (new List<UpscaleItem>(), 0);
        while (answered.Count < 300)
        {
            most = Math.Max(most, (await one.JobsAsync()).Sum(job => job.Counts.Dispatched));
            var items = new List<UpscaleItem>();
            while (broker.Items.TryDequeue(out var item))
                items.Add(item);
            await one.Ledger.ApplyAsync([.. items.Select(item => item.Upscaled())], default);
            answered.AddRange(items);
            await Task.Delay(1);
        }
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Assert.Equal(300, answered.Distinct().Count());
        Assert.InRange(most, 0, 40);
        Assert.All(await one.JobsAsync(), job => Assert.Equal(JobState.Completed, job.State));
        await one.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_AfterAFailure_TriesAgainWhenTimeHasPassed(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (time, failed, published) = (new FakeTimeProvider(), new TaskCompletionSource(), new TaskCompletionSource());
        var broker = new TestBroker
        {
            Mood = () => failed.TrySetResult() ? BrokerMood.GoneBefore : BrokerMood.Well,
            Published = _ => published.TrySetResult(),
        };
        using var stop = new CancellationTokenSource();
        var running = store.Dispatcher(broker, time: time).RunAsync(stop.Token);
        await store.SubmitAsync(5);   // the bell wakes it: no time has passed
        await failed.Task;
        while (!published.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
        await stop.CancelAsync();
        await running;
        Assert.Equal(5, broker.Items.Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reaper_Running_GivesBackWhenALeaseHasEnded(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2);
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Started())], default);
        await store.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var running = new Reaper(store.Ledger, store.Keys, new DispatchOptions(), time, NullLogger<Reaper>.Instance).RunAsync(stop.Token);
        while ((await store.JobAsync(job)).Counts.Pending < 2)
            time.Advance(TimeSpan.FromSeconds(15));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void Options_ThatCannotWork_AreRefusedAllAtOnce()
    {
        var fault = Assert.Throws<FarmException>(() => new DispatchOptions
        {
            Window = 0,
            Batch = 0,
            Weights = new Dictionary<string, double> { ["acme"] = double.NaN },
            ClaimLease = TimeSpan.FromSeconds(1),
            Poll = TimeSpan.Zero,
        }.Checked());
        foreach (var word in new[] { "Window", "Batch", "Weights:acme", "ClaimLease", "Poll" })
            Assert.Contains($"Jobs:Dispatch:{word} must be", fault.Message, StringComparison.Ordinal);
    }
}
