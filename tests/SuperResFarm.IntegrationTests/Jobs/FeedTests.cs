using System.Collections.Concurrent;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class FeedTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task ListEnded_FollowedWhileManyReport_TellsEveryItemOnce(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        using var one = TestStore.Open(kind, address);
        using var other = TestStore.Open(kind, address);
        var job = await one.SubmitAsync(600, attempts: 2);
        var messages = new ConcurrentBag<UpscaleItem>(await one.DispatchAsync());
        // The clock stands an hour behind the job's last change, so that only the rule keeps transactions apart, however quick they are.
        await one.AdvanceClockAsync(TimeSpan.FromHours(-1));
        // Some are tried again: that is not their end.
        var writing = Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            var (store, random) = (writer % 2 == 0 ? one : other, new Random(writer));
            while (messages.TryTake(out var first))
            {
                var some = messages.TryTake(out var second) && random.Next(2) == 0 ? new[] { first, second } : [first];
                if (some.Length == 1 && second is not null)
                    messages.Add(second);
                await store.Ledger.ApplyAsync([.. some.Select(item => (IItemReport)(random.Next(3) switch
                {
                    0 => item.Upscaled(),
                    1 => item.Failed(),
                    _ => item.Attempt == 1 ? item.Failed(Disposition.Retry) : item.Upscaled(),
                }))], default);
                foreach (var item in await store.ClaimAsync(3))
                    messages.Add(item);
            }
        })).ToList();

        var seen = new List<(long ChangedAt, int Number)>();
        while ((await one.JobAsync(job)) is var view)
        {
            while (await one.Reader.ListEndedAsync(job, seen.Count == 0 ? null : seen[^1], 7, default) is { Count: > 0 } page)
                seen.AddRange(page.Select(Cursor));
            if (view.State == JobState.Completed)
                break;
            if (writing.TrueForAll(task => task.IsCompleted))
                writing.Add(FinishAsync());
            await Task.Delay(1);
        }
        await Task.WhenAll(writing);
        Assert.Equal(Enumerable.Range(0, 600), seen.Select(item => item.Number).Order());
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen, (await one.Reader.ListEndedAsync(job, null, 1000, default)).Select(Cursor));

        async Task FinishAsync() => await one.Ledger.ApplyAsync([.. (await one.ClaimAsync()).Select(item => item.Upscaled())], default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ListEnded_ClockThatStandsOrGoesBack_NeverRunsBackwards(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(40);
        var items = await store.DispatchAsync();
        // As if the clock had been an hour ahead when the job last changed.
        await store.AdvanceClockAsync(TimeSpan.FromHours(-1));
        long last = 0;
        foreach (var item in items.Reverse())
        {
            Assert.True(await store.ReportAsync(item.Upscaled()));
            var changed = (await store.ItemAsync(job, item.Item)).ChangedAt.ToUnixTimeMilliseconds();
            Assert.True(last == 0 || changed == last + 1, "Two transactions have one time, or the clock has overtaken an hour.");
            last = changed;
        }
        Assert.Equal(items.Reverse().Select(item => item.Item), (await store.Reader.ListEndedAsync(job, null, 100, default)).Select(item => item.Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ListEnded_FailedItemThatIsTriedAgain_ComesAgainAtTheEnd(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(4);
        foreach (var item in await store.DispatchAsync())
            Assert.True(await store.ReportAsync(item.Item == 1 ? item.Failed() : item.Upscaled()));
        var all = await store.Reader.ListEndedAsync(job, null, 10, default);
        Assert.Equal([0, 1, 2, 3], all.Select(item => item.Number));
        await store.Control.RetryAsync(TestStore.Tenant, job, null, default);
        Assert.Empty(await store.Reader.ListEndedAsync(job, Cursor(all[^1]), 10, default));
        Assert.True(await store.ReportAsync(Assert.Single(await store.DispatchAsync()).Upscaled()));
        Assert.Equal((1, ItemState.Succeeded), (await store.Reader.ListEndedAsync(job, Cursor(all[^1]), 10, default)) is [var again] ? (again.Number, again.State) : default);
        Assert.Equal([0, 2, 3, 1], (await store.Reader.ListEndedAsync(job, null, 10, default)).Select(item => item.Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ListEnded_CancelledJob_TellsTheRest(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(30);
        var items = await store.DispatchAsync(10);
        await store.Ledger.ApplyAsync([.. items.Take(5).Select(item => item.Upscaled())], default);
        var first = await store.Reader.ListEndedAsync(job, null, 100, default);
        await store.Control.CancelAsync(TestStore.Tenant, job, null, default);
        var seen = new List<ItemView>(first);
        while (await store.Reader.ListEndedAsync(job, Cursor(seen[^1]), 4, default) is { Count: > 0 } page)
            seen.AddRange(page);
        Assert.Equal(Enumerable.Range(0, 30), seen.Select(item => item.Number));
        Assert.All(seen.Skip(5), item => Assert.Equal(ItemState.Cancelled, item.State));
    }

    private static (long ChangedAt, int Number) Cursor(ItemView item) => (item.ChangedAt.ToUnixTimeMilliseconds(), item.Number);
}
