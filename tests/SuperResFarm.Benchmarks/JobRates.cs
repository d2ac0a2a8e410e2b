using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Benchmarks;

/// <summary>What the database allows: submitting items, and taking them through every state.</summary>
internal static class JobRates
{
    private const string Tenant = "bench";

    public static async Task<int> RunAsync(string[] args)
    {
        var items = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var batch = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 256;
        var folder = Directory.CreateTempSubdirectory("superres-jobs-bench-").FullName;
        try
        {
            using var sqlite = JobsDatabase.Sqlite($"Data Source={Path.Combine(folder, "jobs.db")}");
            await MeasureAsync("SQLite", sqlite, items, batch);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        if (PostgresServer.Missing is { } missing)
        {
            Console.WriteLine(missing);
            return 0;
        }
        await using var server = await PostgresServer.StartAsync();
        using var postgres = JobsDatabase.Postgres($"{server.Address};Database=superres_jobs_{Environment.ProcessId}");
        await MeasureAsync("PostgreSQL", postgres, items, batch);
        return 0;
    }

    private static async Task MeasureAsync(string name, JobsDatabase database, int items, int batch)
    {
        await database.MigrateAsync(default);
        var (submitter, reader) = (new JobSubmitter(database), new JobReader(database));
        await submitter.SubmitAsync(Submission(Priority.Bulk), Items(1), default);   // compiles the way
        foreach (var started in new[] { true, false })
        {
            var clock = Stopwatch.StartNew();
            var job = (await submitter.SubmitAsync(Submission(Priority.Normal), Items(items), default)).JobId;
            var submit = clock.Elapsed;
            var (through, spent) = await GoThroughAsync(database, reader, job, batch, started);
            clock.Restart();
            var lines = 0;
            await foreach (var _ in reader.ReportAsync(job, default))
                lines++;
            Console.WriteLine(FormattableString.Invariant(
                $"{name}: submit {items} in {submit.TotalSeconds:0.00} s ({items / submit.TotalSeconds:0} items/s); dispatch, {(started ? "start, " : "")}finish in batches of {batch}: {items / through.TotalSeconds:0} items/s ({spent.TotalSeconds / items * 1e6:0} us of this process's processors each); report of {lines} lines in {clock.Elapsed.TotalSeconds:0.00} s; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
        }
    }

    /// <summary>Workers tell that they begin, or, with short items, only that they are done.</summary>
    private static async Task<(TimeSpan Elapsed, TimeSpan Spent)> GoThroughAsync(JobsDatabase database, JobReader reader, Guid job, int batch, bool started)
    {
        var (ledger, broker) = (new ItemLedger(database, new LedgerOptions()), new NoBroker());
        var dispatcher = new Dispatcher(database, new ItemClaims(database), ledger, new JobControl(database), broker,
            new DispatchOptions { Window = 4 * batch, Batch = batch }, TimeProvider.System, NullLogger<Dispatcher>.Instance);
        using var stop = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var spent = Environment.CpuUsage.TotalTime;
        var running = dispatcher.RunAsync(stop.Token);
        while ((await reader.FindAsync(Tenant, job, default))!.State != JobState.Completed)   // the job was submitted above
        {
            var messages = await broker.TakeAsync(batch);
            if (started)
                await ledger.ApplyAsync([.. messages.Select(item => new ItemStarted(item.JobId, item.Item, item.Attempt, "none", "none"))], default);
            await ledger.ApplyAsync([.. messages.Select(item => new ItemUpscaled(item.JobId, item.Item, item.Attempt, "none", "none",
                new ItemResult(new string('0', 64), 1, 4, 4, 1, 1, new string('0', 64), false, TimeSpan.Zero)))], default);
        }
        var through = clock.Elapsed;
        await stop.CancelAsync();
        await running;
        return (through, Environment.CpuUsage.TotalTime - spent);
    }

    private static Submission Submission(Priority priority) => new(Tenant, priority, new UpscaleParameters { Model = "compact" });

    private static async IAsyncEnumerable<NewItem> Items(int count)
    {
        for (var item = 0; item < count; item++)
            yield return new NewItem($"s3://archive/in/{item:000000}.png", $"s3://archive/out/{item:000000}_compact_x4.png");
        await Task.CompletedTask;
    }

    /// <summary>Confirms everything at once and hands it to whoever asks.</summary>
    private sealed class NoBroker : IItemPublisher
    {
        private readonly Channel<UpscaleItem> _queue = Channel.CreateUnbounded<UpscaleItem>();

        public Task<IReadOnlyList<UpscaleItem>> PublishAsync(IReadOnlyList<UpscaleItem> items, CancellationToken ct)
        {
            foreach (var item in items)
                _queue.Writer.TryWrite(item);
            return Task.FromResult(items);
        }

        public Task<bool> PublishAsync(CancelJob cancel, CancellationToken ct) => Task.FromResult(true);

        /// <summary>At least one message, at most so many.</summary>
        public async Task<List<UpscaleItem>> TakeAsync(int most)
        {
            var taken = new List<UpscaleItem> { await _queue.Reader.ReadAsync() };
            while (taken.Count < most && _queue.Reader.TryRead(out var item))
                taken.Add(item);
            return taken;
        }
    }
}
