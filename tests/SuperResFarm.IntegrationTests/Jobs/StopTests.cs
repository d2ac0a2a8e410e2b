using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>Jobs that end early: nothing more is begun, and what runs goes on.</summary>
[Collection(JobsServers.Collection)]
public class StopTests(JobsServers servers)
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task Budget_IsSpent_EndsWhatHasNotBegunAndCountsWhatRuns(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 10, Megapixels(0.3));   // of three results with 0.12
        var items = await store.DispatchAsync(7);                  // 7 to 9 stay pending
        foreach (var item in items.Take(5))                        // 5 and 6 stay dispatched
            Assert.True(await store.ReportAsync(item.Started()));
        Assert.True(await store.ReportAsync(items[0].Upscaled()));
        Assert.True(await store.ReportAsync(items[1].Upscaled()));
        Assert.Null((await store.JobAsync(job)).StoppedBecause);
        Assert.True(await store.ReportAsync(items[2].Upscaled()));

        var stopped = await store.JobAsync(job);
        Assert.Equal((JobState.Running, new JobCounts(0, 0, 2, 3, 5, 0), FailureCode.BudgetSpent), (stopped.State, stopped.Counts, stopped.StoppedBecause));
        Assert.Equal((FailureCode.BudgetSpent, 1), (await store.ItemAsync(job, 9)) is var pending ? (pending.Failure, pending.Attempt) : default);
        Assert.Contains("larger budget", (await store.ItemAsync(job, 5)).FailureMessage, StringComparison.Ordinal);
        Assert.False(await store.ReportAsync(items[5].Started()), "An item was begun after the budget was spent.");
        Assert.Empty(await store.ClaimAsync());
        // One of those that run ends well, the other gets no second attempt.
        Assert.True(await store.ReportAsync(items[3].Upscaled()));
        Assert.True(await store.ReportAsync(items[4].Failed(Disposition.Retry)));
        Assert.Equal((ItemState.Failed, FailureCode.BudgetSpent, 1), (await store.ItemAsync(job, 4)) is var last ? (last.State, last.Failure, last.Attempt) : default);
        var ended = await store.JobAsync(job);
        Assert.Equal((JobState.Completed, new JobCounts(0, 0, 0, 4, 6, 0)), (ended.State, ended.Counts));
        Assert.Equal(0.48, ended.Spent.Megapixels, 6);
        await store.VerifyCountsAsync();
        var stops = (await new AuditLog(store.Database).ListAsync(TestStore.Tenant, null, 10, default)).Where(entry => entry.Action == "job.stop").ToList();
        Assert.Equal((job.ToString(), "farm", "budget-spent, 2 items go on"), Assert.Single(stops) is var stop ? (stop.Target, stop.By.Actor, stop.Detail) : default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Budget_OfDeviceTimeOrMoney_IsSpentByWhatWorkersTell(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var bySeconds = await SubmitAsync(store, 4, new JobLimits(Budget: new JobBudget(DeviceSeconds: 5)));
        var byCost = await SubmitAsync(store, 4, new JobLimits(Budget: new JobBudget(Cost: 0.02)));
        var adopting = await SubmitAsync(store, 4, Megapixels(0.1));
        var items = await store.DispatchAsync();
        foreach (var item in items.Where(item => item.Item < 2))
            await store.ReportAsync(item.Upscaled() is var told && item.JobId == adopting ? told with { Result = told.Result with { Adopted = true } }
                : told with { Result = told.Result with { DeviceSeconds = 2.5, Cost = 0.01 } });
        Assert.Equal((FailureCode.BudgetSpent, 2), (await store.JobAsync(bySeconds)) is var first ? (first.StoppedBecause, first.Counts.Failed) : default);
        Assert.Equal((FailureCode.BudgetSpent, new JobSpent(0.24, 5, 0.02)), (await store.JobAsync(byCost)) is var second ? (second.StoppedBecause, second.Spent) : default);
        // What was adopted was computed, and paid for, before.
        Assert.Equal((null, default), (await store.JobAsync(adopting)) is var third ? (third.StoppedBecause, third.Spent) : default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Budget_ReachedByTheLastItem_StopsNothing(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 2, Megapixels(0.2));
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        Assert.Equal((JobState.Completed, null, 2), (await store.JobAsync(job)) is var view ? (view.State, view.StoppedBecause, view.Counts.Succeeded) : default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deadline_Passes_EndsWhatHasNotBegun(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (untouched, begun, other) = (await SubmitAsync(store, 3, InAnHour()), await SubmitAsync(store, 3, InAnHour()), await store.SubmitAsync(3));
        var running = (await store.ClaimAsync()).First(item => item.JobId == begun);
        Assert.True(await store.ReportAsync(running.Started()));
        Assert.Equal(0, await store.Stops.EndOverdueAsync(10, default));
        await store.AdvanceClockAsync(_hour);
        Assert.Equal(2, await store.Stops.EndOverdueAsync(10, default));
        Assert.Equal(0, await store.Stops.EndOverdueAsync(10, default));

        var first = await store.JobAsync(untouched);
        Assert.Equal((JobState.Completed, 3, FailureCode.DeadlinePassed, null), (first.State, first.Counts.Failed, first.StoppedBecause, first.StartedAt));
        Assert.NotNull(first.FinishedAt);
        Assert.Equal((JobState.Running, new JobCounts(0, 0, 1, 0, 2, 0)), (await store.JobAsync(begun)) is var second ? (second.State, second.Counts) : default);
        Assert.Equal(3, (await store.JobAsync(other)).Counts.Pending);
        // Its worker is lost: no second attempt.
        await store.AdvanceClockAsync(_hour);
        Assert.Equal(1, await store.Ledger.ReapAsync(10, default));
        Assert.Equal((JobState.Completed, 3), (await store.JobAsync(begun)) is var end ? (end.State, end.Counts.Failed) : default);
        Assert.Equal(FailureCode.DeadlinePassed, (await store.ItemAsync(begun, running.Item)).Failure);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Stop_Workers_AreToldWhatGoesOnAndNothingOfLaterRounds(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var broker = new TestBroker();
        var job = await SubmitAsync(store, 5, Megapixels(0.1));
        var items = await store.DispatchAsync();
        await store.Ledger.ApplyAsync([items[1].Started(), items[3].Started(), items[0].Upscaled()], default);
        await store.Dispatcher(broker).RoundAsync(default);
        await store.Dispatcher(broker).RoundAsync(default);
        Assert.Equal((job, 0), Assert.Single(broker.Cancels) is var told ? (told.JobId, told.Round) : default);
        Assert.Equal([1, 3], broker.Cancels.Single().GoingOn);

        Assert.Equal(new Asked(AskOutcome.Done, 2), await store.Control.RetryAsync(TestStore.Tenant, job, Megapixels(0.4), null, default));
        await store.Dispatcher(broker).RoundAsync(default);
        Assert.Equal([(2, 2, 1), (4, 2, 1)], broker.Items.Select(item => (item.Item, item.Attempt, item.Round)));
        Assert.Single(broker.Cancels);
        // Retried before the workers were told, cancelled before they were told of that: each word is the right one.
        await store.Ledger.ApplyAsync([items[1].Upscaled(), items[3].Upscaled(), .. broker.Items.Select(item => item.Started())], default);
        Assert.True(await store.ReportAsync(broker.Items.First().Upscaled()));
        Assert.Equal((null, 4, 1), (await store.JobAsync(job)) is var again ? (again.StoppedBecause, again.Counts.Succeeded, again.Counts.Running) : default);
        var stale = new CancelJob(job) { GoingOn = [], Round = 0 };
        await store.Control.CancelAsync(TestStore.Tenant, job, null, default);
        await store.Control.CancelSaidAsync(stale, default);
        Assert.Null(Assert.Single(await store.Control.UnsaidCancelsAsync(10, default)).GoingOn);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Retry_OfAStoppedJob_NeedsNewLimits(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (byBudget, byTime) = (await SubmitAsync(store, 3, Megapixels(0.1)), await SubmitAsync(store, 1, InAnHour()));
        Assert.True(await store.ReportAsync((await store.DispatchAsync(1)).Single().Upscaled()));
        await store.AdvanceClockAsync(_hour);
        await store.Stops.EndOverdueAsync(10, default);

        Assert.Equal(new Asked(AskOutcome.Refused, 0, FailureCode.BudgetSpent), await store.Control.RetryAsync(TestStore.Tenant, byBudget, null, default));
        Assert.Equal(new Asked(AskOutcome.Refused, 0, FailureCode.BudgetSpent), await store.Control.RetryAsync(TestStore.Tenant, byBudget, Megapixels(0.12), null, default));
        Assert.Equal(0.1, (await store.JobAsync(byBudget)).Limits.Budget?.Megapixels);
        Assert.Equal(new Asked(AskOutcome.Refused, 0, FailureCode.DeadlinePassed), await store.Control.RetryAsync(TestStore.Tenant, byTime, Megapixels(5), null, default));
        Assert.Equal(new Asked(AskOutcome.Done, 2), await store.Control.RetryAsync(TestStore.Tenant, byBudget, Megapixels(1), null, default));
        Assert.Equal(new Asked(AskOutcome.Done, 1), await store.Control.RetryAsync(TestStore.Tenant, byTime, InAnHour(), null, default));

        var items = await store.DispatchAsync();
        Assert.Equal(3, items.Count);
        await store.Ledger.ApplyAsync([.. items.Select(item => item.Upscaled())], default);
        foreach (var (job, succeeded) in new[] { (byBudget, 3), (byTime, 1) })
            Assert.Equal((JobState.Completed, null, succeeded), (await store.JobAsync(job)) is var end ? (end.State, end.StoppedBecause, end.Counts.Succeeded) : default);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Budget_SeveralLanes_IsExceededByWhatRunsAtMost(DatabaseKind kind)
    {
        const int Lanes = 4;
        const double Each = 0.12;
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 60, Megapixels(20 * Each));
        var working = Enumerable.Range(0, Lanes).Select(_ => Task.Run(async () =>
        {
            while (await store.DispatchAsync(1) is [var item])
                if (await store.ReportAsync(item.Started()))
                    await store.ReportAsync(item.Upscaled());
        }));
        await Task.WhenAll(working);
        // A lane may have found the queue locked by another and ended early; the last one goes on until nothing is left.
        while (await store.DispatchAsync(1) is [var item])
            await store.ReportAsync(item.Upscaled());
        var ended = await store.JobAsync(job);
        Assert.Equal((JobState.Completed, FailureCode.BudgetSpent), (ended.State, ended.StoppedBecause));
        Assert.InRange(ended.Counts.Succeeded, 20, 20 + Lanes);
        Assert.Equal(ended.Counts.Succeeded * Each, ended.Spent.Megapixels, 6);
        await store.VerifyCountsAsync();
        await using var context = store.Database.Dialect.Open();
        Assert.Equal(ended.Counts.Failed, await context.Items.CountAsync(item => item.Failure == FailureCode.BudgetSpent));
    }

    private static JobLimits Megapixels(double most) => new(Budget: new JobBudget(most));

    private static JobLimits InAnHour() => new(TimeProvider.System.GetUtcNow() + _hour);

    private static async Task<Guid> SubmitAsync(TestStore store, int items, JobLimits limits) =>
        (await store.Submitter.SubmitAsync(TestStore.Submission() with { Limits = limits }, TestStore.Items(items), default)).JobId;
}
