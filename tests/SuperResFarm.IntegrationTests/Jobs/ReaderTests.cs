using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class ReaderTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task ListItems_PageByPage_GivesEveryItemOfTheStateOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(50);
        await store.Ledger.ApplyAsync([.. (await store.DispatchAsync()).Where(item => item.Item % 3 == 0).Select(item => item.Failed())], default);
        var (numbers, last) = (new List<int>(), (int?)null);
        while (await store.Reader.ListItemsAsync(job, ItemState.Failed, last, 4, default) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= 4);
            numbers.AddRange(page.Select(item => item.Number));
            last = page[^1].Number;
        }
        Assert.Equal(Enumerable.Range(0, 50).Where(number => number % 3 == 0), numbers);
        Assert.Equal(50, (await store.Reader.ListItemsAsync(job, null, null, 100, default)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Report_LongJob_IsOneLinePerItemInOrder(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2500);
        await store.SubmitAsync(10);
        var expected = 0;
        await foreach (var line in store.Reader.ReportAsync(job, default))
            Assert.Equal(expected++, line.Number);
        Assert.Equal(2500, expected);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Backlog_JobsInEveryState_AreCountedByPriority(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        Assert.Equal([.. Enum.GetValues<Priority>().Select(priority => new QueueView(priority, 0, 0, 0, null))], await store.Reader.BacklogAsync(default));
        await store.SubmitAsync(5);
        await store.AdvanceClockAsync(TimeSpan.FromHours(2));
        await store.SubmitAsync(4, "other");
        var done = await store.SubmitAsync(3, priority: Priority.High);
        await store.SubmitAsync(2, priority: Priority.Bulk);
        await store.Ledger.ApplyAsync([.. (await store.ClaimAsync(priority: Priority.High)).Select(item => item.Upscaled())], default);
        var items = await store.DispatchAsync(6);
        await store.Ledger.ApplyAsync([items[0].Upscaled(), items[1].Failed(), items[2].Started()], default);
        var backlog = await store.Reader.BacklogAsync(default);
        Assert.Equal(
            [(Priority.High, 0L, 0L, 0L), (Priority.Normal, 3, 3, 1), (Priority.Bulk, 2, 0, 0)],
            backlog.Select(queue => (queue.Priority, queue.Pending, queue.Dispatched, queue.Running)));
        Assert.Equal((JobState.Completed, null), ((await store.JobAsync(done)).State, backlog[0].OldestAge));
        Assert.InRange(backlog[1].OldestAge!.Value, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
        Assert.InRange(backlog[2].OldestAge!.Value, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Find_AnothersJob_IsNone(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(1);
        Assert.NotNull(await store.Reader.FindAsync(TestStore.Tenant, job, default));
        Assert.Null(await store.Reader.FindAsync("other", job, default));
        Assert.Null(await store.Reader.FindAsync(TestStore.Tenant, Guid.NewGuid(), default));
    }
}
