using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>Jobs whose items come page by page.</summary>
[Collection(JobsServers.Collection)]
public class CrawlTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Append_PageByPage_TheJobEndsWithTheLastAndNotBefore(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 2);
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        var waiting = await store.JobAsync(job);
        Assert.Equal((JobState.Running, 2, null, new CrawlView(2, 7, false, null, null)), (waiting.State, waiting.Counts.Succeeded, waiting.FinishedAt, waiting.Crawl));

        var claim = await store.Crawls.ClaimAsync(default);
        Assert.Equal((job, TestStore.Tenant, "a plan", "000001", 2, 7L), claim is null ? default : (claim.JobId, claim.Tenant, claim.Plan, claim.LastKey, claim.Found, claim.PassedOver));
        Assert.Null(await store.Crawls.ClaimAsync(default));
        claim = await store.Crawls.AppendAsync(claim!, Page(2, 3), default);
        Assert.Equal([2, 3, 4], (await store.DispatchAsync()).Select(item => item.Item));
        Assert.Null(await store.Crawls.AppendAsync(claim!, Page(5, 1) with { IsLast = true }, default));
        var listed = await store.JobAsync(job);
        Assert.Equal((JobState.Running, 6, new CrawlView(6, 9, true, null, null)), (listed.State, listed.Counts.Total, listed.Crawl));
        await store.VerifyCountsAsync();
        Assert.Null(await store.Crawls.ClaimAsync(default));
        Assert.Contains("6 images, 9 objects", Assert.Single(await new AuditLog(store.Database).ListAsync(null, null, 10, default), entry => entry.Action == "job.crawl").Detail, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Append_LastPageOfAJobWhoseItemsHaveEnded_EndsIt(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 1);
        Assert.True(await store.ReportAsync((await store.DispatchAsync()).Single().Upscaled()));
        var claim = await store.Crawls.ClaimAsync(default);
        await store.Crawls.AppendAsync(claim!, new CrawlPage([], claim!.LastKey, 4) { IsLast = true, Error = "The bucket is gone." }, default);
        var ended = await store.JobAsync(job);
        Assert.Equal((JobState.Completed, new CrawlView(1, 11, true, null, "The bucket is gone.")), (ended.State, ended.Crawl));
        Assert.NotNull(ended.FinishedAt);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Append_ByTwoWhoseClaimsOverlap_WritesEachPageOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 0);
        var slow = await store.Crawls.ClaimAsync(default);
        await store.AdvanceClockAsync(store.Crawls.Lease + TimeSpan.FromSeconds(1));
        var quick = await store.Crawls.ClaimAsync(default);
        Assert.Equal(slow, quick);
        quick = await store.Crawls.AppendAsync(quick!, Page(0, 4), default);
        Assert.Null(await store.Crawls.AppendAsync(slow!, Page(0, 4), default));
        await store.Crawls.PutOffAsync(slow!, TimeSpan.FromDays(1), "late", failed: true, default);
        Assert.NotNull(await store.Crawls.AppendAsync(quick!, Page(4, 4), default));
        Assert.Equal((8, null), (await store.JobAsync(job)) is var view ? (view.Counts.Total, view.Crawl?.Waiting) : default);
        await AssertEachOnceAsync(store, job, 8);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Append_ManyAtOnceWithWorkers_CountsStayExact(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var jobs = new[] { await SubmitAsync(store, 3), await SubmitAsync(store, 3), await SubmitAsync(store, 3) };
        var listing = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (await store.Crawls.ClaimAsync(default) is { } claim)
                for (CrawlClaim? now = claim; now is not null;)
                    now = await store.Crawls.AppendAsync(now, Page(now.Found, 10) with { IsLast = now.Found >= 93 }, default);
        })).ToList();
        var working = Task.Run(async () =>
        {
            while (!listing.TrueForAll(task => task.IsCompleted) || (await store.JobsAsync()).Any(job => job.Counts.Open > 0))
                await store.Ledger.ApplyAsync([.. (await store.DispatchAsync(50)).Select(item => item.Upscaled())], default);
        });
        await Task.WhenAll([.. listing, working]);
        foreach (var job in jobs)
        {
            Assert.Equal((JobState.Completed, 103), (await store.JobAsync(job)) is var view ? (view.State, view.Counts.Succeeded) : default);
            await AssertEachOnceAsync(store, job, 103);
        }
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Append_SameTargetInAnotherPage_IsRefusedAndNamesTheFirst(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await SubmitAsync(store, 2);
        var claim = await store.Crawls.AppendAsync((await store.Crawls.ClaimAsync(default))!, Page(2, 1), default);
        NewItem[] twins =
        [
            new("in/x.png", "out/000001_compact_x4.png"), new("in/y.png", "out/y.png"), new("in/z.png", "out/y.png"), new("in/self.png", "in/self.png"),
            new("in/bad.png", "") { Refusal = new Refusal(FailureCode.AddressForbidden, "It lies outside.") },
        ];
        await store.Crawls.AppendAsync(claim!, new CrawlPage([.. twins, new("in/w.png", "out/000002_compact_x4.png")], "w", 0) { IsLast = true }, default);
        var items = await store.Reader.ListItemsAsync(job, null, 2, 10, default);
        Assert.Equal([ItemState.Failed, ItemState.Pending, ItemState.Failed, ItemState.Failed, ItemState.Failed, ItemState.Failed], items.Select(item => item.State));
        Assert.StartsWith("Item 1 of this job", items[0].FailureMessage, StringComparison.Ordinal);
        Assert.StartsWith("Item 4 of this job", items[2].FailureMessage, StringComparison.Ordinal);
        Assert.StartsWith("Item 2 of this job", items[5].FailureMessage, StringComparison.Ordinal);
        Assert.Equal("It lies outside.", items[4].FailureMessage);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Append_QuotaIsFull_WritesNothingAndIsTakenLater(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await new TenantStore(store.Database).SetAsync(TestStore.Tenant, new Quotas(QueuedItems: 5), null, null, null, Origin.Farm, default);
        var job = await SubmitAsync(store, 3);
        var claim = await store.Crawls.ClaimAsync(default);
        Assert.Equal("queuedItems", (await Assert.ThrowsAsync<QuotaException>(() => store.Crawls.AppendAsync(claim!, Page(3, 3), default))).Quota);
        Assert.Equal(3, (await store.JobAsync(job)).Counts.Total);
        await store.Crawls.PutOffAsync(claim!, TimeSpan.FromMinutes(1), "The quota is full.", failed: false, default);
        Assert.Equal("The quota is full.", (await store.JobAsync(job)).Crawl?.Waiting);
        Assert.Equal((0, 1), await store.Crawls.CountAsync(default));
        Assert.Null(await store.Crawls.ClaimAsync(default));
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        await store.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        Assert.Null(await store.Crawls.AppendAsync((await store.Crawls.ClaimAsync(default))!, Page(3, 3) with { IsLast = true }, default));
        Assert.Equal((6, null), (await store.JobAsync(job)) is var view ? (view.Counts.Total, view.Crawl?.Waiting) : default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cancel_EndsTheListing(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (job, bare) = (await SubmitAsync(store, 2), await SubmitAsync(store, 0));
        var claim = await store.Crawls.ClaimAsync(default);
        foreach (var one in new[] { job, bare })
            Assert.Equal(AskOutcome.Done, (await store.Control.CancelAsync(TestStore.Tenant, one, null, default)).Outcome);
        Assert.Null(await store.Crawls.AppendAsync(claim!, Page(2, 3), default));
        Assert.Null(await store.Crawls.ClaimAsync(default));
        Assert.Equal((JobState.Cancelled, 2, true), (await store.JobAsync(job)) is var view ? (view.State, view.Counts.Total, view.Crawl?.HasEnded) : default);
        Assert.NotNull((await store.JobAsync(bare)).FinishedAt);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Limits_EndTheListingAndARetryGoesOnWithIt(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var byBudget = await SubmitAsync(store, 1, new JobLimits(Budget: new JobBudget(0.1)));
        var byTime = await SubmitAsync(store, 0, new JobLimits(TimeProvider.System.GetUtcNow().AddHours(1)));
        Assert.True(await store.ReportAsync((await store.DispatchAsync()).Single().Upscaled()));
        await store.AdvanceClockAsync(TimeSpan.FromHours(1));
        Assert.Equal(1, await store.Stops.EndOverdueAsync(10, default));
        foreach (var (job, because) in new[] { (byBudget, FailureCode.BudgetSpent), (byTime, FailureCode.DeadlinePassed) })
        {
            var stopped = await store.JobAsync(job);
            Assert.Equal((JobState.Completed, because, true), (stopped.State, stopped.StoppedBecause, stopped.Crawl?.HasEnded));
            Assert.Equal(because, (await store.Control.RetryAsync(TestStore.Tenant, job, null, default)).Because);
        }
        Assert.Null(await store.Crawls.ClaimAsync(default));
        await store.VerifyCountsAsync();

        Assert.Equal(new Asked(AskOutcome.Done, 0), await store.Control.RetryAsync(TestStore.Tenant, byBudget, new JobLimits(Budget: new JobBudget(5)), null, default));
        var claim = await store.Crawls.ClaimAsync(default);
        Assert.Equal((byBudget, "000000"), (claim?.JobId, claim?.LastKey));
        Assert.Null(await store.Crawls.AppendAsync(claim!, Page(1, 2) with { IsLast = true }, default));
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        Assert.Equal((JobState.Completed, null, 3), (await store.JobAsync(byBudget)) is var end ? (end.State, end.StoppedBecause, end.Counts.Succeeded) : default);
        await store.VerifyCountsAsync();
    }

    private static CrawlPage Page(int first, int items) =>
        new([.. Enumerable.Range(first, items).Select(Item)], $"{first + items - 1:000000}", 1);

    private static NewItem Item(int number) => new($"in/{number:000000}.png", $"out/{number:000000}_compact_x4.png");

    private static async Task<Guid> SubmitAsync(TestStore store, int items, JobLimits? limits = null) => (await store.Submitter.SubmitAsync(
        TestStore.Submission() with { Limits = limits ?? JobLimits.None, Crawl = new NewCrawl("a plan", items == 0 ? null : $"{items - 1:000000}", 7) }, TestStore.Items(items), default)).JobId;

    private static async Task AssertEachOnceAsync(TestStore store, Guid job, int items)
    {
        await using var context = store.Database.Dialect.Open();
        Assert.Equal(Enumerable.Range(0, items).Select(number => Item(number).Source), await context.Items.Where(item => item.JobId == job).OrderBy(item => item.Number).Select(item => item.Source).ToListAsync());
    }
}
