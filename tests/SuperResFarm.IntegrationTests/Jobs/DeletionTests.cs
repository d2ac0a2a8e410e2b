using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Deletion;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class DeletionTests(JobsServers servers)
{
    private static readonly Origin _by = new("somebody", "trace", "10.0.0.1");
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task Delete_EndedJob_IsGoneAtOnceAndItsItemsBitByBit(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (deletion, deleted) = (new JobDeletion(store.Database), new DeletedJobs(store.Database));
        var submission = TestStore.Submission() with { Idempotency = new("key", "hash"), Labels = new Dictionary<string, string> { ["a"] = "b" } };
        var job = (await store.Submitter.SubmitAsync(submission, TestStore.Items(25), default)).JobId;
        var other = await store.SubmitAsync(3);
        Assert.Equal(AskOutcome.Refused, await deletion.DeleteAsync(TestStore.Tenant, job, false, _by, default));
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        Assert.Equal(AskOutcome.Unknown, await deletion.DeleteAsync("other", job, false, _by, default));
        Assert.Equal(AskOutcome.Done, await deletion.DeleteAsync(TestStore.Tenant, job, false, _by, default));
        Assert.Equal(AskOutcome.Unknown, await deletion.DeleteAsync(TestStore.Tenant, job, false, _by, default));
        Assert.Null(await store.Reader.FindAsync(TestStore.Tenant, job, default));
        Assert.Equal([other], (await store.Reader.ListAsync(TestStore.Tenant, null, 10, default)).Select(one => one.Id));
        Assert.Empty(await store.Reader.ListAsync(TestStore.Tenant, new JobFilter { Labels = [new("a", "b")] }, null, 10, default));
        Assert.Equal(AskOutcome.Unknown, (await store.Control.RetryAsync(TestStore.Tenant, job, null, default)).Outcome);
        Assert.Equal(SubmitOutcome.Created, (await store.Submitter.SubmitAsync(submission, TestStore.Items(1), default)).Outcome);   // its key is free again

        var left = await deleted.ClaimAsync(_lease, default);
        Assert.Equal((job, 25, 0), (left!.Id, left.Items, left.Next));
        Assert.Null(await deleted.ClaimAsync(_lease, default));   // another process leaves it alone
        left = await deleted.ForgetAsync(left, 10, 0, 0, _lease, default);
        Assert.Equal(15, (await store.Reader.ListItemsAsync(job, null, null, 100, default)).Count);
        Assert.Null(await deleted.ForgetAsync(left! with { Next = 0 }, 10, 0, 0, _lease, default));   // a late one changes nothing
        left = await deleted.ForgetAsync(left!, 25, 0, 0, _lease, default);
        Assert.True(left!.IsEmpty);
        Assert.Empty(await store.Reader.ListItemsAsync(job, null, null, 100, default));
        Assert.Equal(3, (await store.Reader.ListItemsAsync(other, null, null, 100, default)).Count);
        Assert.Null(await deleted.ClaimAsync(_lease, default));
        await using var context = store.Database.Dialect.Open();
        Assert.Empty(await context.Deleted.ToListAsync());
        var audit = Assert.Single(await new AuditLog(store.Database).ListAsync(null, null, 10, default));
        Assert.Equal(("job.delete", job.ToString(), _by, "25 items"), (audit.Action, audit.Target, audit.By, audit.Detail));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reports_OnADeletedJob_AreNotTaken(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var deletion = new JobDeletion(store.Database);
        var job = await store.SubmitAsync(2);
        var items = await store.DispatchAsync();
        await store.Control.CancelAsync(TestStore.Tenant, job, null, default);
        Assert.Equal(AskOutcome.Done, await deletion.DeleteAsync(TestStore.Tenant, job, false, _by, default));
        Assert.Equal([false, false], await store.Ledger.ApplyAsync([.. items.Select(item => item.Upscaled())], default));

        // Workers are told that it was cancelled, and only then it is forgotten for good.
        var deleted = new DeletedJobs(store.Database);
        var left = await deleted.ForgetAsync((await deleted.ClaimAsync(_lease, default))!, 2, 0, 0, _lease, default);
        Assert.True(left!.IsEmpty);
        Assert.Null(await deleted.ClaimAsync(_lease, default));
        var cancel = Assert.Single(await store.Control.UnsaidCancelsAsync(10, default));
        Assert.Equal(job, cancel.JobId);
        await store.Control.CancelSaidAsync(cancel, default);
        Assert.NotNull(await deleted.ForgetAsync((await deleted.ClaimAsync(_lease, default))!, 2, 0, 0, _lease, default));
        await using var context = store.Database.Dialect.Open();
        Assert.Empty(await context.Deleted.ToListAsync());
        Assert.Empty(await store.Control.UnsaidCancelsAsync(10, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Forget_WithResults_CountsThemOverRestartsAndWritesThemDown(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (deletion, deleted) = (new JobDeletion(store.Database), new DeletedJobs(store.Database));
        var job = await store.SubmitAsync(4);
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Item == 1 ? (Contracts.Messages.IItemReport)item.Failed() : item.Upscaled())], default);
        await deletion.DeleteAsync(TestStore.Tenant, job, true, _by, default);
        var left = (await deleted.ClaimAsync(TimeSpan.FromMilliseconds(1), default))!;
        Assert.Equal(["out/000000_compact_x4.png", "out/000002_compact_x4.png"], (await deleted.ResultsAsync(left, 3, default)).Select(result => result.Target));
        left = await deleted.ForgetAsync(left, 3, 1, 1, TimeSpan.FromMilliseconds(1), default);
        Assert.NotNull(left);
        await Task.Delay(10);   // its process is gone, and its right with it
        left = (await deleted.ClaimAsync(_lease, default))!;
        Assert.Equal((3, 1, 1), (left.Next, left.ResultsDeleted, left.ResultsKept));
        Assert.Equal("out/000003_compact_x4.png", Assert.Single(await deleted.ResultsAsync(left, 4, default)).Target);
        await deleted.ForgetAsync(left, 4, 1, 0, _lease, default);
        var audit = (await new AuditLog(store.Database).ListAsync(TestStore.Tenant, null, 10, default))[0];
        Assert.Equal(("job.results.delete", job.ToString(), _by, "2 results deleted, 1 kept"), (audit.Action, audit.Target, audit.By, audit.Detail));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Retention_DeletesWhatEndedLongerAgoThanItsTenantKeeps(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var (retention, tenants) = (new Retention(store.Database), new TenantStore(store.Database));
        await tenants.SetAsync("careful", new Quotas(), null, null, 365, _by, default);
        await tenants.SetAsync("hasty", new Quotas(), null, null, 1, _by, default);
        var ended = new Dictionary<string, Guid>();
        foreach (var tenant in new[] { "careful", "hasty", "usual" })
        {
            ended[tenant] = await store.SubmitAsync(2, tenant);
            await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        }
        var open = await store.SubmitAsync(1, "hasty");
        Assert.Equal(0, await retention.DeleteOldAsync(TimeSpan.FromDays(30), default));
        await AgeAsync(TimeSpan.FromDays(2));
        Assert.Equal(1, await retention.DeleteOldAsync(TimeSpan.FromDays(2.5), default));
        Assert.Equal([open], (await store.Reader.ListAsync("hasty", null, 10, default)).Select(job => job.Id));
        await AgeAsync(TimeSpan.FromDays(30));
        Assert.Equal(0, await retention.DeleteOldAsync(null, default));
        Assert.Equal(1, await retention.DeleteOldAsync(TimeSpan.FromDays(30), default));
        Assert.Null(await store.Reader.FindAsync("usual", ended["usual"], default));
        Assert.NotNull(await store.Reader.FindAsync("careful", ended["careful"], default));
        Assert.NotNull(await store.Reader.FindAsync("hasty", open, default));
        var audit = (await new AuditLog(store.Database).ListAsync("usual", null, 10, default))[0];
        Assert.Equal(("job.delete", "retention"), (audit.Action, audit.By.Actor));

        Task AgeAsync(TimeSpan time) => store.Database.WriteAsync(context => context.Jobs.Where(job => job.FinishedAt != null)
            .ExecuteUpdateAsync(job => job.SetProperty(row => row.FinishedAt, row => row.FinishedAt - (long)time.TotalMilliseconds)), default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Retention_ManyJobsAndTwoProcesses_DeletesEachOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var retention = new Retention(store.Database);
        for (var job = 0; job < 120; job++)
            await store.SubmitAsync(1);
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Select(item => item.Upscaled())], default);
        await Task.Delay(10);   // they ended before now
        var deleted = await Task.WhenAll(retention.DeleteOldAsync(TimeSpan.Zero, default), retention.DeleteOldAsync(TimeSpan.Zero, default));
        Assert.Equal(120, deleted.Sum());
        Assert.Empty(await store.Reader.ListAsync(TestStore.Tenant, null, 10, default));
        Assert.Equal(120, (await new AuditLog(store.Database).ListAsync(null, null, 1000, default)).Count);
    }
}
