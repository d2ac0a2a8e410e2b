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
