using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class ReportTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_OneAfterTheOther_TheItemAndItsJobFollow(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2);
        var items = await store.DispatchAsync();
        Assert.Equal((JobState.Running, new JobCounts(0, 2, 0, 0, 0, 0)), await StandsAsync());

        Assert.True(await store.ReportAsync(items[0].Started()));
        Assert.True(await store.ReportAsync(items[0].Progressed(0.25)));
        Assert.Equal((JobState.Running, new JobCounts(0, 1, 1, 0, 0, 0)), await StandsAsync());
        Assert.Equal((ItemState.Running, 0.25, "w1", "cpu"), (await store.ItemAsync(job)) is var running ? (running.State, running.Progress, running.Worker, running.Device) : default);

        Assert.True(await store.ReportAsync(items[0].Upscaled()));
        Assert.True(await store.ReportAsync(items[1].Failed()));
        Assert.Equal((JobState.Completed, new JobCounts(0, 0, 0, 1, 1, 0)), await StandsAsync());
        var (first, second) = (await store.ItemAsync(job), await store.ItemAsync(job, 1));
        Assert.Equal((12345L, 400, 300, 1.0), (first.Result!.Bytes, first.Result.Width, first.Result.Height, first.Progress));
        Assert.Equal((FailureCode.SourceCorrupt, "The image is damaged.", null), (second.Failure!.Value, second.FailureMessage, second.Result));
        Assert.True((await store.JobAsync(job)).FinishedAt >= (await store.JobAsync(job)).StartedAt);
        await store.VerifyCountsAsync();

        async Task<(JobState, JobCounts)> StandsAsync() => await store.JobAsync(job) is var view ? (view.State, view.Counts) : default;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_TenTimesEachInAnyOrder_IsAsOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(20);
        var items = await store.DispatchAsync();
        var reports = items.SelectMany(item => Enumerable.Repeat<IItemReport[]>([item.Started(), item.Progressed(), item.Upscaled()], 10).SelectMany(all => all)).ToArray();
        new Random(4711).Shuffle(reports);
        foreach (var some in reports.Chunk(50))
            await store.Ledger.ApplyAsync(some, default);
        Assert.Equal((JobState.Completed, 20), (await store.JobAsync(job)) is var view ? (view.State, view.Counts.Succeeded) : default);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_BeforeTheConfirmation_IsTaken_AndTheConfirmationIsNot(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2);
        var items = await store.ClaimAsync();
        Assert.True(await store.ReportAsync(items[0].Started()));
        Assert.True(await store.ReportAsync(items[1].Upscaled()));
        await store.Ledger.ConfirmAsync(items, default);
        await store.Claims.ReleaseAsync(items, default);
        Assert.Equal(new JobCounts(0, 0, 1, 1, 0, 0), (await store.JobAsync(job)).Counts);
        Assert.Empty(await store.ClaimAsync());
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_OfAnAttemptThatWasGivenUp_ChangesNothing(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1);
        var old = (await store.DispatchAsync())[0];
        Assert.True(await store.ReportAsync(old.Failed(Disposition.Retry)));
        var fresh = (await store.DispatchAsync())[0];
        Assert.Equal(2, fresh.Attempt);
        foreach (IItemReport late in new IItemReport[] { old.Started(), old.Progressed(), old.Upscaled(), old.Failed() })
            Assert.False(await store.ReportAsync(late));
        Assert.Equal((ItemState.Dispatched, 2, FailureCode.SourceCorrupt), (await store.ItemAsync(job)) is var item ? (item.State, item.Attempt, item.Failure) : default);
        Assert.True(await store.ReportAsync(fresh.Upscaled()));
        Assert.Equal((ItemState.Succeeded, null), (await store.ItemAsync(job)) is var done ? (done.State, done.Failure) : default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_OfWhatDoesNotExist_IsNotTaken(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1);
        Assert.Equal([false, false, true], await store.Ledger.ApplyAsync(
            [new ItemStarted(Guid.NewGuid(), 0, 1, "w", "d"), new ItemStarted(job, 7, 1, "w", "d"), new ItemStarted(job, 0, 1, "w", "d")], default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_RetryAgainAndAgain_UsesUpTheBudget_RequeueDoesNot(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1, attempts: 2);
        Assert.True(await store.ReportAsync((await store.DispatchAsync())[0].Failed(Disposition.Requeue)));
        Assert.True(await store.ReportAsync((await store.DispatchAsync())[0].Failed(Disposition.Retry)));
        Assert.Equal(JobState.Running, (await store.JobAsync(job)).State);
        Assert.True(await store.ReportAsync((await store.DispatchAsync())[0].Failed(Disposition.Retry)));
        Assert.Equal((ItemState.Failed, 3, FailureCode.SourceCorrupt), (await store.ItemAsync(job)) is var item ? (item.State, item.Attempt, item.Failure) : default);
        Assert.Empty(await store.DispatchAsync());
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_Retry_WaitsLongerEachTime(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind, new() { RetryDelay = TimeSpan.FromHours(1), LongestRetryDelay = TimeSpan.FromHours(3) });
        await store.SubmitAsync(1, attempts: 9);
        foreach (var hours in new[] { 1, 2, 3, 3 })
        {
            Assert.True(await store.ReportAsync(Assert.Single(await store.DispatchAsync()).Failed(Disposition.Retry)));
            await store.AdvanceClockAsync(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(30));
            Assert.Empty(await store.DispatchAsync());
            await store.AdvanceClockAsync(TimeSpan.FromMinutes(30));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_GivenBackAgainAndAgain_WaitsAfterTheThirdTime_AndEnds(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind, new() { RetryDelay = TimeSpan.FromHours(1), LongestRetryDelay = TimeSpan.FromHours(3) });
        var job = await store.SubmitAsync(1, attempts: 2);
        foreach (var hours in new[] { 0, 0, 0, 1, 2, 3, 3 })
        {
            Assert.True(await store.ReportAsync(Assert.Single(await store.DispatchAsync()).Failed(Disposition.Requeue)));
            if (hours == 0)
                continue;
            await store.AdvanceClockAsync(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(30));
            Assert.Empty(await store.DispatchAsync());
            await store.AdvanceClockAsync(TimeSpan.FromMinutes(30));
        }
        for (var attempt = 8; attempt <= 101; attempt++)
        {
            Assert.True(await store.ReportAsync(Assert.Single(await store.DispatchAsync()).Failed(Disposition.Requeue)));
            await store.AdvanceClockAsync(TimeSpan.FromHours(3));
        }
        Assert.Equal((ItemState.Failed, 101), (await store.ItemAsync(job)) is var end ? (end.State, end.Attempt) : default);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_WhatDatabasesDislike_IsTakenAllTheSame(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1);
        var item = Assert.Single(await store.DispatchAsync());
        Assert.True(await store.ReportAsync(item.Progressed(double.NaN)));
        Assert.True(await store.ReportAsync(item.Progressed(7)));
        Assert.True(await store.ReportAsync(item.Failed() with { Worker = "'w\0\"{0}", Message = $"a\0b \ud800 🦉 'quoted' {new string('x', 5000)}" }));
        var view = await store.ItemAsync(job);
        Assert.Equal(("'w\uFFFD\"{0}", 2000), (view.Worker, view.FailureMessage!.Length));
        Assert.StartsWith("a\uFFFDb \uFFFD 🦉 'quoted' xx", view.FailureMessage, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Apply_ManyWritersAtOneJob_CountsStayExact(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var jobs = new[] { await store.SubmitAsync(200), await store.SubmitAsync(200) };
        var items = (await store.DispatchAsync()).ToArray();
        new Random(42).Shuffle(items);
        await Task.WhenAll(items.Chunk(25).Select(some => Task.Run(async () =>
        {
            await store.Ledger.ApplyAsync([.. some.Select(item => item.Started())], default);
            await store.Ledger.ApplyAsync([.. some.Select(item => item.Item % 5 == 0 ? (IItemReport)item.Failed() : item.Upscaled())], default);
        })));
        foreach (var job in jobs)
            Assert.Equal(new JobCounts(0, 0, 0, 160, 40, 0), (await store.JobAsync(job)).Counts);
        await store.VerifyCountsAsync();
    }
}
