using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>A database of its own with everything that works on it, and short words for what tests do.</summary>
internal sealed class TestStore : IDisposable
{
    public const string Tenant = "acme";

    private TestStore(JobsDatabase database, LedgerOptions options)
    {
        (Database, Options) = (database, options);
        (Submitter, Reader, Control, Claims) = (new(database), new(database), new(database), new(database));
        (Ledger, Keys, Stops, Crawls) = (new(database, options), new(database, options), new(database), new(database, options));
    }

    public JobsDatabase Database { get; }
    public LedgerOptions Options { get; }
    public JobSubmitter Submitter { get; }
    public JobReader Reader { get; }
    public JobControl Control { get; }
    public ItemClaims Claims { get; }
    public ItemLedger Ledger { get; }
    public IdempotencyKeys Keys { get; }
    public JobStops Stops { get; }
    public JobCrawls Crawls { get; }

    /// <summary>Another process's view of the same database, when given its address.</summary>
    public static TestStore Open(DatabaseKind kind, string address, LedgerOptions? options = null) =>
        new(kind == DatabaseKind.Sqlite ? JobsDatabase.Sqlite(address) : JobsDatabase.Postgres(address), options ?? new LedgerOptions { RetryDelay = TimeSpan.Zero });

    public static async Task<TestStore> CreateAsync(JobsServers servers, DatabaseKind kind, LedgerOptions? options = null) =>
        Open(kind, await servers.CreateAsync(kind), options);

    public Dispatcher Dispatcher(IItemPublisher publisher, DispatchOptions? options = null, TimeProvider? time = null) => new(
        Database, Claims, Ledger, Control, publisher, options ?? new DispatchOptions(), time ?? TimeProvider.System, NullLogger<Dispatcher>.Instance);

    public async Task<Guid> SubmitAsync(int items, string tenant = Tenant, Priority priority = Priority.Normal, int attempts = 3) =>
        (await Submitter.SubmitAsync(Submission(tenant, priority) with { Attempts = attempts }, Items(items), default)).JobId;

    public static Submission Submission(string tenant = Tenant, Priority priority = Priority.Normal) =>
        new(tenant, priority, new UpscaleParameters { Model = "compact", Quality = 90 });

    public static async IAsyncEnumerable<NewItem> Items(int count)
    {
        for (var item = 0; item < count; item++)
            yield return new NewItem($"in/{item:000000}.png", $"out/{item:000000}_compact_x4.png");
        await Task.CompletedTask;
    }

    /// <summary>A job of these items.</summary>
    public async Task<Guid> SubmitAsync(params NewItem[] items) => (await Submitter.SubmitAsync(Submission(), items.ToAsyncEnumerable(), default)).JobId;

    public Task<IReadOnlyList<UpscaleItem>> ClaimAsync(
        int most = 1000, int window = 1_000_000, Priority priority = Priority.Normal, Func<string, double>? weightOf = null) =>
        Claims.ClaimAsync(new ClaimOrder(priority, window, most, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), weightOf ?? (_ => 1)), default);

    /// <summary>Claims and marks as confirmed: what a dispatcher does when nothing goes wrong.</summary>
    public async Task<IReadOnlyList<UpscaleItem>> DispatchAsync(int most = 1000)
    {
        var items = await ClaimAsync(most);
        await Ledger.ConfirmAsync(items, default);
        return items;
    }

    public async Task<bool> ReportAsync(IItemReport report) => (await Ledger.ApplyAsync([report], default))[0];

    /// <summary>As if the database's clock had gone on: every time it has written lies further back.</summary>
    public Task AdvanceClockAsync(TimeSpan time) => Database.WriteAsync(async context =>
    {
        var past = (long)time.TotalMilliseconds;
        await context.Items.ExecuteUpdateAsync(item => item
            .SetProperty(row => row.DueAt, row => row.DueAt - past).SetProperty(row => row.LeaseUntil, row => row.LeaseUntil - past));
        await context.Jobs.ExecuteUpdateAsync(job => job
            .SetProperty(row => row.CreatedAt, row => row.CreatedAt - past).SetProperty(row => row.ChangedAt, row => row.ChangedAt - past)
            .SetProperty(row => row.DeadlineAt, row => row.DeadlineAt - past));
        await context.Crawls.ExecuteUpdateAsync(crawl => crawl
            .SetProperty(row => row.DueAt, row => row.DueAt - past).SetProperty(row => row.LeaseUntil, row => row.LeaseUntil - past));
        await context.Keys.ExecuteUpdateAsync(key => key.SetProperty(row => row.CreatedAt, row => row.CreatedAt - past));
        return await context.Shares.ExecuteUpdateAsync(share => share.SetProperty(row => row.PickedAt, row => row.PickedAt - past));
    }, default);

    public async Task<JobView> JobAsync(Guid job, string tenant = Tenant) => await Reader.FindAsync(tenant, job, default) ?? throw new InvalidOperationException($"No job {job}.");

    /// <summary>Every job of every tenant.</summary>
    public async Task<IReadOnlyList<JobView>> JobsAsync()
    {
        await using var context = Database.Dialect.Open();
        var jobs = new List<JobView>();
        foreach (var tenant in await context.Jobs.Select(job => job.Tenant).Distinct().ToListAsync())
            jobs.AddRange(await Reader.ListAsync(tenant, null, 1000, default));
        return jobs;
    }

    public async Task<ItemView> ItemAsync(Guid job, int number = 0) => (await Reader.ListItemsAsync(job, null, number - 1, 1, default))[0];

    /// <summary>Counts the items of every job and holds them against the job's counts and state.</summary>
    public async Task VerifyCountsAsync()
    {
        await using var context = Database.Dialect.Open();
        var items = (await context.Items.GroupBy(item => new { item.JobId, item.State }).Select(group => new { group.Key, Count = group.Count() }).ToListAsync())
            .ToLookup(group => group.Key.JobId, group => (group.Key.State, group.Count));
        foreach (var job in await context.Jobs.AsNoTracking().ToListAsync())
        {
            var counted = items[job.Id].Aggregate(default(JobCounts), (counts, group) => counts.Moved(ItemState.Pending, group.State, group.Count) is var moved
                ? moved with { Pending = moved.Pending + group.Count } : counts);
            Assert.Equal(counted, job.Counts);
            Assert.Equal(counted.Open == 0 && !job.Crawling, job.State is JobState.Completed or JobState.Cancelled);
            Assert.Equal(counted.Open == 0 && !job.Crawling, job.FinishedAt is not null);
        }
        Assert.Empty(await context.Items.Where(item => item.Attempt > item.LastAttempt || item.Attempt < 1 && !(item.Attempt == 0 && item.State == ItemState.Failed)).ToListAsync());
        foreach (var job in await context.Jobs.AsNoTracking().ToListAsync())
            Assert.Equal(job.Refused, await context.Items.CountAsync(item => item.JobId == job.Id && item.Attempt == 0));
    }

    public void Dispose() => Database.Dispose();
}

/// <summary>What a worker answers to a message.</summary>
internal static class Answers
{
    private static readonly ItemResult _result = new(new string('a', 64), 12345, 400, 300, 100, 75, new string('b', 64), false, TimeSpan.FromSeconds(1.5));

    public static ItemStarted Started(this UpscaleItem item, string worker = "w1") => new(item.JobId, item.Item, item.Attempt, worker, "cpu");
    public static ItemProgressed Progressed(this UpscaleItem item, double done = 0.5) => new(item.JobId, item.Item, item.Attempt, "w1", "cpu", done);
    public static ItemUpscaled Upscaled(this UpscaleItem item) => new(item.JobId, item.Item, item.Attempt, "w1", "cpu", _result);
    public static ItemFailed Failed(this UpscaleItem item, Disposition next = Disposition.Reject) =>
        new(item.JobId, item.Item, item.Attempt, "w1", "cpu", FailureCode.SourceCorrupt, next, "The image is damaged.");
}
