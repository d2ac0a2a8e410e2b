using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class RefusedTests(JobsServers servers)
{
    private static readonly Refusal _refusal = new(FailureCode.AddressInvalid, "Line 7 has no address.");

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_RefusedItems_HaveFailedAndTheOthersAreDone(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(Good(0), new NewItem("nonsense", "") { Refusal = _refusal }, Good(2));
        Assert.Equal((JobState.Accepted, new JobCounts(2, 0, 0, 0, 1, 0), null, null), await StandsAsync());
        Assert.Equal(
            (ItemState.Failed, 0, "nonsense", "", FailureCode.AddressInvalid, "Line 7 has no address."),
            await store.ItemAsync(job, 1) is var item ? (item.State, item.Attempt, item.Source, item.Target, item.Failure, item.FailureMessage) : default);
        Assert.Equal(new Asked(AskOutcome.Done, 0), await store.Control.RetryAsync(TestStore.Tenant, job, null, default));
        Assert.Equal(JobState.Accepted, (await store.JobAsync(job)).State);

        var items = await store.DispatchAsync();
        Assert.Equal([0, 2], items.Select(one => one.Item));
        Assert.False(await store.ReportAsync(new ItemUpscaled(job, 1, 0, "w", "d", null!)), "A refused item succeeded.");
        Assert.True(await store.ReportAsync(items[0].Upscaled()));
        Assert.True(await store.ReportAsync(items[1].Failed()));
        Assert.Equal((JobState.Completed, new JobCounts(0, 0, 0, 1, 2, 0)), (await store.JobAsync(job)) is var done ? (done.State, done.Counts) : default);
        await store.VerifyCountsAsync();

        // Only the one that was begun is tried again.
        Assert.Equal(new Asked(AskOutcome.Done, 1), await store.Control.RetryAsync(TestStore.Tenant, job, null, default));
        Assert.Equal(2, Assert.Single(await store.DispatchAsync()).Item);
        await store.VerifyCountsAsync();

        async Task<(JobState, JobCounts, DateTimeOffset?, DateTimeOffset?)> StandsAsync() =>
            await store.JobAsync(job) is var view ? (view.State, view.Counts, view.StartedAt, view.FinishedAt) : default;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_EveryItemRefused_IsCompletedAtOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(new NewItem("", "") { Refusal = _refusal }, new NewItem("in.png", "in.png"));
        var view = await store.JobAsync(job);
        Assert.Equal((JobState.Completed, new JobCounts(0, 0, 0, 0, 2, 0), null), (view.State, view.Counts, view.StartedAt));
        Assert.Equal(view.CreatedAt, view.FinishedAt);
        Assert.Empty(await store.ClaimAsync());
        Assert.Equal(AskOutcome.Refused, (await store.Control.CancelAsync(TestStore.Tenant, job, null, default)).Outcome);
        Assert.Equal(new Asked(AskOutcome.Done, 0), await store.Control.RetryAsync(TestStore.Tenant, job, null, default));
        Assert.Equal([0, 1], (await store.Reader.ListEndedAsync(job, null, 10, default)).Select(item => item.Number));
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_RefusedItemsWithWhatCannotBeStored_AreCleaned(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var bad = new string('x', 100_000);
        var job = await store.SubmitAsync(
            new NewItem($"a\0b\n\ud83e{bad}", bad) { Version = bad, Refusal = new(FailureCode.AddressInvalid, $"It's\0 bad: {bad}") },
            new NewItem("in.png", "\0") { Refusal = _refusal },
            new NewItem(null!, null!) { Refusal = _refusal });
        var (first, second, third) = (await store.ItemAsync(job), await store.ItemAsync(job, 1), await store.ItemAsync(job, 2));
        Assert.StartsWith("a\uFFFDb\uFFFD\uFFFDxx", first.Source, StringComparison.Ordinal);
        Assert.Equal((2048, 2048, 255, 2000), (first.Source.Length, first.Target.Length, first.SourceVersion!.Length, first.FailureMessage!.Length));
        Assert.Equal(("in.png", "\uFFFD", "", ""), (second.Source, second.Target, third.Source, third.Target));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_EqualTargets_OnlyTheFirstCanBegin(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(10);   // another job's targets are its own affair
        var job = await store.SubmitAsync(
            new NewItem("bad", "out/a.png") { Refusal = _refusal }, new NewItem("in/1.png", "out/a.png"), new NewItem("in/2.png", "out/b.png"),
            new NewItem("in/3.png", "out/a.png"), new NewItem("in/4.png", "out/A.png"), new NewItem("in/5.png", "out/a.png"),
            new NewItem("in/6.png", "in/6.png"), new NewItem("in/7.png", "in/6.png"), new NewItem("in/8.png", "out/000001_compact_x4.png"));
        var items = await store.Reader.ListItemsAsync(job, null, null, 100, default);
        Assert.Equal([0, 3, 5, 6], items.Where(item => item.State == ItemState.Failed).Select(item => item.Number));
        Assert.All([3, 5], number => Assert.Equal(
            (FailureCode.OutputUnwritable, "Item 1 of this job has the same target: give this item a target of its own.", 0),
            (items[number].Failure, items[number].FailureMessage, items[number].Attempt)));
        Assert.Equal((FailureCode.OutputUnwritable, 0), (items[6].Failure, items[6].Attempt));
        Assert.Equal(new JobCounts(5, 0, 0, 0, 4, 0), (await store.JobAsync(job)).Counts);
        Assert.Equal([1, 2, 4, 7, 8], (await store.ClaimAsync()).Where(item => item.JobId == job).Select(item => item.Item));
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_ManyEqualTargets_AreFoundWithoutGrowingMemory(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(1);   // what is loaded once
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var job = (await store.Submitter.SubmitAsync(TestStore.Submission(), Pairs(), default)).JobId;
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 << 20);
        Assert.Equal(new JobCounts(25_000, 0, 0, 0, 25_000, 0), (await store.JobAsync(job)).Counts);

        static async IAsyncEnumerable<NewItem> Pairs()
        {
            for (var item = 0; item < 50_000; item++)
                yield return new NewItem($"in/{item}.png", $"out/{item % 25_000}.png");
            await Task.CompletedTask;
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_Versions_AreToldToWorkersAndReaders(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(Good(0) with { Version = "\"3858f62230ac3c915f300c664312c63f-9\"" }, Good(1));
        Assert.Equal(["\"3858f62230ac3c915f300c664312c63f-9\"", null], (await store.ClaimAsync()).Select(item => item.SourceVersion));
        Assert.Equal(["\"3858f62230ac3c915f300c664312c63f-9\"", null], (await store.Reader.ListItemsAsync(job, null, null, 9, default)).Select(item => item.SourceVersion));
        foreach (var version in new[] { "", "a\nb", new string('x', 256) })
        {
            var fault = await Assert.ThrowsAsync<FarmException>(() => store.SubmitAsync(Good(0), Good(1) with { Version = version }));
            Assert.Contains("The version of item 1 must be 1 to 255 characters", fault.Message, StringComparison.Ordinal);
        }
    }

    private static NewItem Good(int number) => new($"in/{number}.png", $"out/{number}.png");
}
