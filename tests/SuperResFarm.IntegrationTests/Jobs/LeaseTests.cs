using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class LeaseTests(JobsServers servers)
{
    private static readonly TimeSpan _work = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan _queue = TimeSpan.FromMinutes(31);

    [Theory, OnSqlite, OnPostgres]
    public async Task Reap_SilentWorker_TheItemIsTriedAgainUntilItsAttemptsAreUsedUp(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var item = Assert.Single(await store.DispatchAsync());
            Assert.Equal(attempt, item.Attempt);
            Assert.True(await store.ReportAsync(item.Started()));
            Assert.Equal(0, await store.Ledger.ReapAsync(10, default));
            await store.AdvanceClockAsync(_work);
            Assert.Equal(1, await store.Ledger.ReapAsync(10, default));
            Assert.False(await store.ReportAsync(item.Upscaled()), "The late result of a fenced worker was taken.");
        }
        Assert.Equal((ItemState.Failed, 3, FailureCode.AttemptsExhausted), (await store.ItemAsync(job)) is var end ? (end.State, end.Attempt, end.Failure) : default);
        Assert.Equal(JobState.Completed, (await store.JobAsync(job)).State);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reap_WorkerThatReportsProgress_KeepsItsItem(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(1);
        var item = Assert.Single(await store.DispatchAsync());
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.True(await store.ReportAsync(item.Progressed(turn / 4.0)));
            await store.AdvanceClockAsync(TimeSpan.FromSeconds(40));
            Assert.Equal(0, await store.Ledger.ReapAsync(10, default));
        }
        Assert.True(await store.ReportAsync(item.Upscaled()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reap_MessageThatNobodyBegan_IsPublishedAgainForTheSameAttempt(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1);
        var lost = Assert.Single(await store.DispatchAsync());
        await store.AdvanceClockAsync(_work);
        Assert.Equal(0, await store.Ledger.ReapAsync(10, default));
        await store.AdvanceClockAsync(_queue);
        Assert.Equal(1, await store.Ledger.ReapAsync(10, default));
        Assert.Equal(lost, Assert.Single(await store.DispatchAsync()));
        // It was only late: whoever answers first is taken, the other is not.
        Assert.True(await store.ReportAsync(lost.Upscaled()));
        Assert.False(await store.ReportAsync(lost.Failed()));
        Assert.Equal(1, (await store.JobAsync(job)).Counts.Succeeded);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task EndLeases_AfterACrash_EverythingOpenIsFreeAtOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2500);
        var items = await store.ClaimAsync(2300);                                             // the last 100 stay claimed
        await store.Ledger.ConfirmAsync([.. items.Take(2200)], default);
        await store.Ledger.ApplyAsync([.. items.Take(1100).Select(item => item.Started())], default);
        await store.Ledger.ApplyAsync([.. items.Take(3).Select(item => item.Upscaled())], default);
        Assert.Equal(new JobCounts(300, 1100, 1097, 3, 0, 0), (await store.JobAsync(job)).Counts);

        Assert.Equal(2197, await store.Ledger.EndLeasesAsync(default));
        Assert.Equal(0, await store.Ledger.EndLeasesAsync(default));
        Assert.Equal(new JobCounts(2497, 0, 0, 3, 0, 0), (await store.JobAsync(job)).Counts);
        await store.VerifyCountsAsync();
        var again = await store.ClaimAsync(5000);
        Assert.Equal(Enumerable.Range(3, 2497), again.Select(item => item.Item));
        Assert.All(again, item => Assert.Equal(item.Item < 1100 ? 2 : 1, item.Attempt));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task EndLeases_ItemThatKillsItsProcessEveryTime_EndsAsFailed(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2);
        for (var life = 1; life <= 3; life++)
        {
            var items = await store.DispatchAsync();
            Assert.Equal([(0, life), (1, 1)], items.Select(item => (item.Item, item.Attempt)));
            Assert.True(await store.ReportAsync(items[0].Started()));
            Assert.Equal(2, await store.Ledger.EndLeasesAsync(default));
        }
        Assert.Equal((ItemState.Failed, FailureCode.AttemptsExhausted), (await store.ItemAsync(job)) is var poison ? (poison.State, poison.Failure) : default);
        Assert.True(await store.ReportAsync(Assert.Single(await store.DispatchAsync()).Upscaled()));
        Assert.Equal((JobState.Completed, new JobCounts(0, 0, 0, 1, 1, 0)), (await store.JobAsync(job)) is var view ? (view.State, view.Counts) : default);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reap_ManyAtOnce_ChargesEachItemOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(120);
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Started())], default);
        await store.AdvanceClockAsync(_work);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (await store.Ledger.ReapAsync(50, default) > 0)
                await Task.Yield();
        })));
        Assert.Equal(120, (await store.JobAsync(job)).Counts.Pending);
        Assert.All(await store.DispatchAsync(), item => Assert.Equal(2, item.Attempt));
        await store.VerifyCountsAsync();
    }
}
