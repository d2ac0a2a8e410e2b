using System.Collections.Concurrent;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class ClaimTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_ManyAtOnce_NoItemTwice(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(600, "a");
        await store.SubmitAsync(600, "b");
        var claimed = new ConcurrentBag<UpscaleItem>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            // An empty claim means that another claimer is at it, until all are claimed.
            while (claimed.Count < 1200)
                foreach (var item in await store.ClaimAsync(37))
                    claimed.Add(item);
        })));
        Assert.Equal(1200, claimed.Count);
        Assert.Equal(1200, claimed.Select(item => (item.JobId, item.Item)).Distinct().Count());
        Assert.Equal(1200, await store.Claims.DepthAsync(Priority.Normal, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_AnItem_CarriesWhatAWorkerNeeds(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1, "a", Priority.High);
        Assert.Empty(await store.ClaimAsync());
        var item = Assert.Single(await store.ClaimAsync(priority: Priority.High));
        Assert.Equal(
            new UpscaleItem(job, 0, 1, "a", Priority.High, "in/000000.png", null, "out/000000_compact_x4.png", new UpscaleParameters { Model = "compact", Quality = 90 }), item);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_FullWindow_GivesNothingUntilSomethingLeavesTheQueue(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(50);
        var first = await store.ClaimAsync(window: 10);
        Assert.Equal(10, first.Count);
        Assert.Empty(await store.ClaimAsync(window: 10));
        await store.Ledger.ConfirmAsync(first, default);
        Assert.Empty(await store.ClaimAsync(window: 10));
        await store.Ledger.ApplyAsync([.. first.Take(4).Select(item => item.Started())], default);
        Assert.Equal(Enumerable.Range(10, 4), (await store.ClaimAsync(window: 10)).Select(item => item.Item));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_SmallJobBehindALargeOne_IsServedWithinItsShare(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(10_000, "a");
        await store.Ledger.ConfirmAsync(await store.ClaimAsync(100), default);
        await store.SubmitAsync(10, "b");
        Assert.InRange((await store.ClaimAsync(20)).Count(item => item.Tenant == "b"), 9, 10);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_SmallBites_FollowTheWeights(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        foreach (var tenant in new[] { "heavy", "light" })
            await store.SubmitAsync(300, tenant);
        var claimed = new List<UpscaleItem>();
        for (var bite = 0; bite < 40; bite++)
            claimed.AddRange(await store.ClaimAsync(3, weightOf: tenant => tenant == "heavy" ? 3 : 1));
        Assert.InRange(claimed.Count(item => item.Tenant == "heavy"), 88, 92);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_JobsOfOneTenant_OldestFirst(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var jobs = new List<Guid>();
        for (var job = 0; job < 4; job++)
        {
            jobs.Add(await store.SubmitAsync(5));
            await Task.Delay(2);   // the ids count milliseconds
        }
        var claimed = await store.ClaimAsync(12);
        Assert.Equal([(jobs[0], 5), (jobs[1], 5), (jobs[2], 2)], claimed.GroupBy(item => item.JobId).Select(group => (group.Key, group.Count())));
        Assert.Equal(Enumerable.Range(0, 5), claimed.Take(5).Select(item => item.Item));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_ThatRunsOut_GoesToTheNext(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(5);
        var first = await store.ClaimAsync();
        Assert.Empty(await store.ClaimAsync());
        await store.AdvanceClockAsync(TimeSpan.FromSeconds(16));
        Assert.Equal(first, await store.ClaimAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Release_Claimed_AreFreeAtOnce_ConfirmedStay(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(5);
        var claimed = await store.ClaimAsync();
        await store.Ledger.ConfirmAsync([.. claimed.Take(2)], default);
        await store.Claims.ReleaseAsync(claimed, default);
        Assert.Equal(Enumerable.Range(2, 3), (await store.ClaimAsync()).Select(item => item.Item));
        Assert.Equal(2, (await store.JobAsync(job)).Counts.Dispatched);
        await store.VerifyCountsAsync();
    }
}
