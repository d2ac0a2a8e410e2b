using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class SubmitTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_Items_AreThereAsTheyWereGiven(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var first = await store.SubmitAsync(3, priority: Priority.Bulk);
        var job = await store.JobAsync(first);
        Assert.Equal((JobState.Accepted, 3, Priority.Bulk, "compact", 90), (job.State, job.Counts.Pending, job.Priority, job.Parameters.Model, job.Parameters.Quality));
        Assert.Equal(("in/000002.png", "out/000002_compact_x4.png", 1), (await store.ItemAsync(first, 2)) is var item ? (item.Source, item.Target, item.Attempt) : default);
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_OneAfterTheOther_IdsGrow(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var ids = new List<Guid>();
        for (var job = 0; job < 5; job++)
        {
            ids.Add(await store.SubmitAsync(1));
            await Task.Delay(2);   // the ids count milliseconds
        }
        Assert.Equal(ids.AsEnumerable().Reverse(), (await store.Reader.ListAsync(TestStore.Tenant, null, 10, default)).Select(job => job.Id));
        Assert.Equal(ids.Take(2).Reverse(), (await store.Reader.ListAsync(TestStore.Tenant, ids[2], 10, default)).Select(job => job.Id));
        Assert.Empty(await store.Reader.ListAsync("other", null, 10, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_ManifestThatBreaksOff_LeavesNoTrace(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var submission = TestStore.Submission() with { Idempotency = new("k", "h") };
        await Assert.ThrowsAsync<IOException>(() => store.Submitter.SubmitAsync(submission, Broken(), default));
        await using (var context = store.Database.Dialect.Open())
            Assert.Equal((0, 0, 0), (await context.Jobs.CountAsync(), await context.Items.CountAsync(), await context.Keys.CountAsync()));
        Assert.Equal(SubmitOutcome.Created, (await store.Submitter.SubmitAsync(submission, TestStore.Items(1), default)).Outcome);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_WhatIsOutOfRange_IsRefusedByName(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await Refused("at least one item", TestStore.Submission(), 0);
        await Refused("may have 2 items", TestStore.Submission() with { MaxItems = 2 }, 3);
        await Refused("number of attempts is 0", TestStore.Submission() with { Attempts = 0 }, 1);
        await Refused("priority 9", TestStore.Submission(priority: (Priority)9), 1);
        await Refused("tenant must be", TestStore.Submission(tenant: ""), 1);
        await Refused("idempotency key must be", TestStore.Submission() with { Idempotency = new("a\nb", "h") }, 1);
        await Refused("tenant must be", TestStore.Submission(tenant: "half a pair \ud83e"), 1);
        var nul = await Assert.ThrowsAsync<FarmException>(() => store.Submitter.SubmitAsync(TestStore.Submission(), Bad(), default));
        Assert.Contains("The source of item 0", nul.Message, StringComparison.Ordinal);

        async Task Refused(string words, Submission submission, int items)
        {
            var fault = await Assert.ThrowsAsync<FarmException>(() => store.Submitter.SubmitAsync(submission, TestStore.Items(items), default));
            Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
            Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_SameKey_IsReplayedOrAConflict(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var submission = TestStore.Submission() with { Idempotency = new("key", "hash") };
        var first = await store.Submitter.SubmitAsync(submission, TestStore.Items(2), default);
        Assert.Equal(new Submitted(SubmitOutcome.Replayed, first.JobId), await store.Submitter.SubmitAsync(submission, TestStore.Items(2), default));
        var other = submission with { Idempotency = new("key", "other") };
        Assert.Equal(new Submitted(SubmitOutcome.Conflict, first.JobId), await store.Submitter.SubmitAsync(other, TestStore.Items(2), default));
        Assert.Equal(SubmitOutcome.Created, (await store.Submitter.SubmitAsync(submission with { Tenant = "other" }, TestStore.Items(2), default)).Outcome);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ForgetOld_KeysBeyondTheirLife_MakeTheSameSubmissionANewOne(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind, new() { KeyLife = TimeSpan.FromDays(2) });
        var submission = TestStore.Submission();
        var jobs = new List<Guid>();
        for (var key = 0; key < 5; key++)
            jobs.Add((await store.Submitter.SubmitAsync(submission with { Idempotency = new($"{key}", "h") }, TestStore.Items(1), default)).JobId);
        await store.AdvanceClockAsync(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        var last = submission with { Idempotency = new("young", "h") };
        var young = await store.Submitter.SubmitAsync(last, TestStore.Items(1), default);
        Assert.Equal(0, await store.Keys.ForgetOldAsync(100, default));
        Assert.Equal(new Submitted(SubmitOutcome.Replayed, jobs[0]), await store.Submitter.SubmitAsync(submission with { Idempotency = new("0", "h") }, TestStore.Items(1), default));

        await store.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(3, await store.Keys.ForgetOldAsync(3, default));
        Assert.Equal(2, await store.Keys.ForgetOldAsync(3, default));
        Assert.Equal(new Submitted(SubmitOutcome.Replayed, young.JobId), await store.Submitter.SubmitAsync(last, TestStore.Items(1), default));
        Assert.Equal(SubmitOutcome.Created, (await store.Submitter.SubmitAsync(submission with { Idempotency = new("0", "h") }, TestStore.Items(1), default)).Outcome);
        Assert.Equal(7, (await store.Reader.ListAsync(TestStore.Tenant, null, 100, default)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_HundredEqualOnesAtOnce_AreOneJob(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var submission = TestStore.Submission() with { Idempotency = new("key", "hash") };
        var submitted = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => store.Submitter.SubmitAsync(submission, TestStore.Items(5), default))));
        Assert.Single(submitted.Select(one => one.JobId).Distinct());
        Assert.Single(submitted, one => one.Outcome == SubmitOutcome.Created);
        Assert.Single(await store.Reader.ListAsync(TestStore.Tenant, null, 10, default));
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_HundredThousandItems_TakesFlatMemory(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(1);   // what is loaded once
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var job = (await store.Submitter.SubmitAsync(TestStore.Submission(), Watched(), default)).JobId;
        Assert.Equal(100_000, (await store.JobAsync(job)).Counts.Pending);
        Assert.InRange(most - before, long.MinValue, 8 << 20);

        async IAsyncEnumerable<NewItem> Watched()
        {
            var given = 0;
            await foreach (var item in TestStore.Items(100_000))
            {
                if (++given % 20_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
                yield return item;
            }
        }
    }

    private static async IAsyncEnumerable<NewItem> Broken()
    {
        await foreach (var item in TestStore.Items(500))
            yield return item;
        throw new IOException("The manifest ended early.");
    }

    private static async IAsyncEnumerable<NewItem> Bad()
    {
        yield return new NewItem("in\0.png", "out.png");
        await Task.CompletedTask;
    }
}
