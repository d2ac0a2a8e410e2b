using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class ControlTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Cancel_ItemsInEveryState_EndsTheOpenOnesAndKeepsTheOthers(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(6);
        var items = await store.ClaimAsync(5);                                      // 5 stays pending, 4 stays claimed
        await store.Ledger.ConfirmAsync([.. items.Take(4)], default);               // 3 stays dispatched
        await store.Ledger.ApplyAsync([items[0].Upscaled(), items[1].Failed(), items[2].Started()], default);
        Assert.Equal(new JobCounts(2, 1, 1, 1, 1, 0), (await store.JobAsync(job)).Counts);

        Assert.Equal(new Asked(AskOutcome.Done, 4), await store.Control.CancelAsync(TestStore.Tenant, job, null, default));
        Assert.Equal((JobState.Cancelled, new JobCounts(0, 0, 0, 1, 1, 4)), (await store.JobAsync(job)) is var view ? (view.State, view.Counts) : default);
        foreach (var item in items)
            foreach (IItemReport late in new IItemReport[] { item.Started(), item.Progressed(), item.Upscaled(), item.Failed(Disposition.Retry) })
                Assert.False(await store.ReportAsync(late));
        await store.Ledger.ConfirmAsync(items, default);
        await store.AdvanceClockAsync(TimeSpan.FromDays(1));
        Assert.Equal(0, await store.Ledger.ReapAsync(10, default));
        Assert.Empty(await store.ClaimAsync());
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cancel_OnceMoreOrTooLateOrByAnother_IsRefused(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (cancelled, completed) = (await store.SubmitAsync(1), await store.SubmitAsync(1));
        Assert.Equal(AskOutcome.Unknown, (await store.Control.CancelAsync("other", cancelled, null, default)).Outcome);
        Assert.Equal(AskOutcome.Unknown, (await store.Control.CancelAsync(TestStore.Tenant, Guid.NewGuid(), null, default)).Outcome);
        Assert.Equal(AskOutcome.Done, (await store.Control.CancelAsync(TestStore.Tenant, cancelled, null, default)).Outcome);
        Assert.Equal(AskOutcome.Refused, (await store.Control.CancelAsync(TestStore.Tenant, cancelled, null, default)).Outcome);
        Assert.Equal(AskOutcome.Refused, (await store.Control.RetryAsync(TestStore.Tenant, cancelled, null, default)).Outcome);
        Assert.True(await store.ReportAsync((await store.DispatchAsync()).Single().Upscaled()));
        Assert.Equal(AskOutcome.Refused, (await store.Control.CancelAsync(TestStore.Tenant, completed, null, default)).Outcome);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Retry_FailedItems_HaveANewBudgetAndTheOthersStay(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(3, attempts: 1);
        var first = await store.DispatchAsync();
        await store.Ledger.ApplyAsync([first[0].Upscaled(), first[1].Failed(), first[2].Failed(Disposition.Retry)], default);
        Assert.Equal(JobState.Completed, (await store.JobAsync(job)).State);

        Assert.Equal(new Asked(AskOutcome.Done, 2), await store.Control.RetryAsync(TestStore.Tenant, job, null, default));
        Assert.Equal((JobState.Running, new JobCounts(2, 0, 0, 1, 0, 0), null), (await store.JobAsync(job)) is var view ? (view.State, view.Counts, view.FinishedAt) : default);
        // As the rules say.
        var rule = new ItemLife(ItemState.Failed, 1, 1).After(new ItemEvent(ItemEventKind.RetryAsked, Budget: 1));
        await using (var context = store.Database.Dialect.Open())
            Assert.Equal([rule, rule], context.Items.Where(item => item.State == ItemState.Pending).AsEnumerable().Select(item => (ItemLife?)item.Life));

        var second = await store.DispatchAsync();
        Assert.Equal([(1, 2), (2, 2)], second.Select(item => (item.Item, item.Attempt)));
        Assert.False(await store.ReportAsync(first[1].Upscaled()), "The first round's report was taken for the second's.");
        Assert.True(await store.ReportAsync(second[0].Upscaled()));
        Assert.True(await store.ReportAsync(second[1].Failed(Disposition.Retry)));
        Assert.Equal((JobState.Completed, new JobCounts(0, 0, 0, 2, 1, 0)), (await store.JobAsync(job)) is var end ? (end.State, end.Counts) : default);
        Assert.Equal(new Asked(AskOutcome.Done, 1), await store.Control.RetryAsync(TestStore.Tenant, job, null, default));
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cancel_WhileOthersWrite_CountsStayExact(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var jobs = new List<Guid>();
        for (var job = 0; job < 6; job++)
            jobs.Add(await store.SubmitAsync(60));
        var working = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 12; round++)
            {
                var items = await store.DispatchAsync(40);
                await store.Ledger.ApplyAsync([.. items.Select(item => item.Started())], default);
                await store.Ledger.ApplyAsync([.. items.Select(item => item.Upscaled())], default);
            }
        }));
        var asking = jobs.Select(job => Task.Run(() => store.Control.CancelAsync(TestStore.Tenant, job, null, default)));
        await Task.WhenAll([.. working, .. asking]);
        await store.VerifyCountsAsync();
    }
}
