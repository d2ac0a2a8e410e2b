using System.Collections.Concurrent;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>Everything at once, at random: what must hold holds afterwards. The seed is in the output.</summary>
[Collection(JobsServers.Collection)]
public class StormTests(JobsServers servers, ITestOutputHelper output)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task OneByOne_TheDatabaseDoesAsTheRulesSay(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var random = Seeded();
        var job = await store.SubmitAsync(12);
        var lives = Enumerable.Range(0, 12).Select(_ => ItemLife.Fresh(3)).ToArray();
        for (var step = 0; step < 40; step++)
        {
            if (random.Next(10) == 0)
            {
                await store.Control.RetryAsync(TestStore.Tenant, job, null, default);
                lives = [.. lives.Select(life => life.After(new ItemEvent(ItemEventKind.RetryAsked, Budget: 3)) ?? life)];
                continue;
            }
            var reports = Enumerable.Range(0, 8).Select(_ => Report(random, job, lives)).ToList();
            var taken = await store.Ledger.ApplyAsync(reports, default);
            foreach (var (report, was) in reports.Zip(taken))
            {
                var after = lives[report.Item].After(EventOf(report));
                Assert.Equal(after is not null, was);
                lives[report.Item] = after ?? lives[report.Item];
            }
        }
        await using var context = store.Database.Dialect.Open();
        Assert.Equal(lives, context.Items.OrderBy(item => item.Number).AsEnumerable().Select(item => item.Life));
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task AllAtOnce_EveryItemEndsOnceAndCountsAreExact(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        var quick = new LedgerOptions { WorkLease = TimeSpan.FromMilliseconds(250), QueueLease = TimeSpan.FromSeconds(2), RetryDelay = TimeSpan.Zero };
        using var one = TestStore.Open(kind, address, quick);
        using var other = TestStore.Open(kind, address, quick);
        var seed = Seeded().Next();
        var broker = new TestBroker();
        var moods = new Random(seed);
        broker.Mood = () =>
        {
            lock (moods)
                return moods.Next(4) switch { 0 => BrokerMood.GoneBefore, 1 => BrokerMood.GoneAfter, 2 => BrokerMood.Choosy, _ => BrokerMood.Well };
        };
        var jobs = new ConcurrentBag<Guid>();
        foreach (var tenant in new[] { "a", "b", "c" })
            for (var job = 0; job < 3; job++)
                jobs.Add(await one.SubmitAsync(15, tenant));
        var succeeded = new ConcurrentBag<(Guid, int)>();
        using var stop = new CancellationTokenSource();
        var options = new SuperResFarm.Jobs.Dispatch.DispatchOptions
        {
            Window = 30,
            Batch = 10,
            Poll = TimeSpan.FromMilliseconds(2),
            LongestBackoff = TimeSpan.FromMilliseconds(10),
            PublishTimeout = TimeSpan.FromMilliseconds(200),
            ClaimLease = TimeSpan.FromMilliseconds(300),
        };
        var running = new List<Task> { one.Dispatcher(broker, options).RunAsync(stop.Token), other.Dispatcher(broker, options).RunAsync(stop.Token) };
        running.AddRange(Enumerable.Range(0, 3).Select(worker => WorkAsync(worker % 2 == 0 ? one : other, new Random(seed + worker))));
        running.Add(ReapAsync());
        await one.Control.CancelAsync("a", jobs.Min(), null, default);
        while ((await one.JobsAsync()).Any(job => job.Counts.Open > 0))
        {
            Assert.DoesNotContain(running, task => task.IsFaulted);
            await Task.Delay(20);
        }
        await stop.CancelAsync();
        await Task.WhenAll(running);

        await one.VerifyCountsAsync();
        Assert.Equal(succeeded.Count, succeeded.Distinct().Count());
        Assert.Equal(succeeded.Count, (await one.JobsAsync()).Sum(job => job.Counts.Succeeded));

        async Task WorkAsync(TestStore store, Random random)
        {
            await Task.Yield();
            while (!stop.IsCancellationRequested)
            {
                if (!broker.Items.TryDequeue(out var item))
                {
                    await Task.Delay(1);
                    continue;
                }
                if (random.Next(8) == 0)
                    continue;   // killed before it said anything
                await store.Ledger.ApplyAsync([item.Started(), item.Progressed()], default);
                if (random.Next(8) == 0)
                    continue;   // killed while it worked
                if (random.Next(6) == 0)
                    await Task.Delay(300);   // frozen beyond its lease
                IItemReport end = random.Next(4) == 0 ? item.Failed((Disposition)random.Next(3)) : item.Upscaled();
                var taken = await store.Ledger.ApplyAsync(random.Next(3) == 0 ? [end, end, item.Started()] : [end], default);
                Assert.True(taken.Skip(1).All(again => !again), "A repeated report was taken.");
                if (taken[0] && end is ItemUpscaled)
                    succeeded.Add((item.JobId, item.Item));
            }
        }

        async Task ReapAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                await other.Ledger.ReapAsync(20, default);
                await Task.Delay(10);
            }
        }
    }

    private Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable("SUPERRES_TEST_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"SUPERRES_TEST_SEED={seed}");
        return new Random(seed);
    }

    private static IItemReport Report(Random random, Guid job, ItemLife[] lives)
    {
        var number = random.Next(lives.Length);
        var item = new UpscaleItem(job, number, lives[number].Attempt - random.Next(4) / 3, "", default, "", null, "", new UpscaleParameters { Model = "" });
        return random.Next(5) switch
        {
            0 => item.Started(),
            1 => item.Progressed(random.NextDouble()),
            2 => item.Upscaled(),
            _ => item.Failed((Disposition)random.Next(3)),
        };
    }

    private static ItemEvent EventOf(IItemReport report) => report switch
    {
        ItemStarted => new(ItemEventKind.Started, report.Attempt),
        ItemProgressed => new(ItemEventKind.Progressed, report.Attempt),
        ItemUpscaled => new(ItemEventKind.Upscaled, report.Attempt),
        _ => new(ItemEventKind.Failed, report.Attempt, ((ItemFailed)report).Next),
    };
}
