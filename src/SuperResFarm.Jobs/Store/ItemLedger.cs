using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Store;

/// <summary>
/// Writes down what happened to items. Every way an item's state can change, except a person's asking, goes through one
/// transaction here that locks the jobs, then the items, asks the rules, and keeps the counts.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="options">How long rights last.</param>
public sealed class ItemLedger(JobsDatabase database, LedgerOptions options)
{
    private const int LongestText = 2000;
    private const int AtOnce = 1000;

    private readonly LedgerOptions _options = options.Checked();
    private readonly WorkMinutes _minutes = new();

    /// <summary>Applies what workers say. Late, repeated and reordered reports change nothing.</summary>
    /// <param name="reports">In the order they came; a few hundred at once are cheapest.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>For each report, whether it was taken; a worker whose report was not should stop its attempt.</returns>
    public Task<IReadOnlyList<bool>> ApplyAsync(IReadOnlyList<IItemReport> reports, CancellationToken ct) =>
        ApplyAsync(reports.Select(report => new Happening(new ItemKey(report.JobId, report.Item), EventOf(report), report)).ToList(), ct);

    /// <summary>Marks items whose messages the broker has confirmed.</summary>
    /// <param name="confirmed">The messages.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task ConfirmAsync(IReadOnlyList<UpscaleItem> confirmed, CancellationToken ct) =>
        ApplyAsync(confirmed.Select(item => Happening.Of(new ItemKey(item.JobId, item.Item), ItemEventKind.Confirmed, item.Attempt)).ToList(), ct);

    /// <summary>Gives items whose lease has ended back, or fails them when their attempts are used up.</summary>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>How many leases had ended; as many as <paramref name="most"/> means there may be more.</returns>
    public async Task<int> ReapAsync(int most, CancellationToken ct)
    {
        long now;
        await using (var context = database.Dialect.Open())
            now = await database.NowAsync(context, ct);
        var ended = await LeasedAsync(item => item.LeaseUntil < now, most, ct);
        await ApplyAsync(ended, ct);
        return ended.Count;
    }

    /// <summary>
    /// Ends every lease, whoever holds it: for a farm whose queue and workers were in its process and died with it, before it dispatches
    /// again. What was with the broker is pending again at no charge; what was running has lost an attempt, so that an image that kills
    /// the process ends as failed when its attempts are used up.
    /// </summary>
    /// <param name="ct">Ends it between two batches.</param>
    /// <returns>How many items were with the broker or running.</returns>
    public async Task<int> EndLeasesAsync(CancellationToken ct)
    {
        await EndClaimsAsync(ct);
        var ended = 0;
        while (await LeasedAsync(item => true, AtOnce, ct) is { Count: > 0 } leased)
        {
            await ApplyAsync(leased.ConvertAll(item => item with { Anyway = true }), ct);
            ended += leased.Count;
        }
        return ended;
    }

    private Task<int> EndClaimsAsync(CancellationToken ct) => database.WriteAsync(async context =>
    {
        var claimed = context.Items.Where(item => item.State == ItemState.Pending && item.LeaseUntil != null);
        await database.Dialect.Jobs(context, await claimed.Select(item => item.JobId).Distinct().ToListAsync(ct)).LoadAsync(ct);
        return await claimed.ExecuteUpdateAsync(item => item.SetProperty(row => row.LeaseUntil, (long?)null), ct);
    }, ct);

    private async Task<List<Happening>> LeasedAsync(Expression<Func<ItemRow, bool>> which, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var leased = await context.Items.Where(item => item.State == ItemState.Dispatched || item.State == ItemState.Running).Where(which)
            .OrderBy(item => item.LeaseUntil).Take(most).Select(item => new { item.JobId, item.Number, item.Attempt }).ToListAsync(ct);
        return leased.ConvertAll(item => Happening.Of(new ItemKey(item.JobId, item.Number), ItemEventKind.LeaseEnded, item.Attempt));
    }

    private async Task<IReadOnlyList<bool>> ApplyAsync(IReadOnlyList<Happening> happenings, CancellationToken ct)
    {
        if (happenings.Count == 0)
            return [];
        var tally = new LedgerTally();
        var outcome = await database.WriteAsync<IReadOnlyList<bool>>(async context =>
        {
            var jobs = await database.Dialect.Jobs(context, happenings.Select(happening => happening.Key.JobId).Distinct()).ToDictionaryAsync(job => job.Id, ct);
            var items = await database.Dialect.Items(context, happenings.Select(happening => happening.Key).Distinct().ToList())
                .AsNoTracking().ToDictionaryAsync(item => new ItemKey(item.JobId, item.Number), ct);
            var now = await database.NowAsync(context, ct);
            // All changes of a job in a transaction have one time, later than that of the transaction before.
            var changes = jobs.ToDictionary(job => job.Key, job => job.Value.NextChange(now));
            var taken = happenings.Select(happening => items.TryGetValue(happening.Key, out var item)
                && jobs.TryGetValue(item.JobId, out var job) && Take(job, item, happening, now, changes[item.JobId], tally)).ToList();
            var changed = happenings.Where((_, at) => taken[at]).Select(happening => happening.Key).Distinct().ToList();
            if (changed.Count > 0 && await database.Dialect.SaveAsync(context, changed.Select(key => items[key]), ct) != changed.Count)
                throw new InvalidOperationException("Items vanished while their jobs were locked; nothing was changed.");
            foreach (var job in jobs.Values)
                await JobStops.SettleAsync(context, job, now, changes[job.Id], tally, ct);
            await context.SaveChangesAsync(ct);
            await QuotaGate.CountAsync(context, happenings.Where((_, at) => taken[at]).SelectMany(happening => ResultsOf(happening, items[happening.Key].Tenant)), now, ct);
            var reports = happenings.Where((happening, at) => taken[at] && happening.Report is not null).Select(happening => happening.Report!).ToList();
            await RateLedger.CountAsync(context, reports, report => items[new ItemKey(report.JobId, report.Item)].Parameters ?? jobs[report.JobId].Parameters, now, ct);
            await _minutes.CountAsync(context, reports, now, ct);
            return taken;
        }, ct);
        _minutes.Committed();
        foreach (var (happening, taken) in happenings.Zip(outcome))
            if (happening.Report is { } report)
                tally.Report(report, taken);
        tally.Count();
        // A place in a queue may be free, or an item pending again.
        database.Bell.Ring();
        return outcome;
    }

    private bool Take(JobRow job, ItemRow item, Happening happening, long now, long changedAt, LedgerTally tally)
    {
        // The lease may have been renewed since the reaper looked.
        if (happening.Event.Kind == ItemEventKind.LeaseEnded && item.LeaseUntil >= now && !happening.Anyway || item.Life.After(happening.Event) is not { } after)
            return false;
        var before = item.Life;
        var limit = after.State == ItemState.Pending ? job.Reached(now) : null;
        if (limit is not null)
            after = before.NotTriedAgain();
        (item.Life, item.ChangedAt) = (after, changedAt);
        item.LeaseUntil = after.State switch
        {
            ItemState.Dispatched => now + Milliseconds(_options.QueueLease),
            ItemState.Running => now + Milliseconds(_options.WorkLease),
            _ => null,
        };
        if (after.State == ItemState.Pending)
            (item.DueAt, item.Progress) = (now + Milliseconds(RetryDelay.Between(before, after, _options.RetryDelay, _options.LongestRetryDelay)), 0);
        Note(item, happening);
        if (happening.Report is ItemUpscaled { Result: var result })
            job.Spent = job.Spent.Plus(JobSpent.On(result));
        if (limit is { } because)
        {
            (item.Failure, item.FailureMessage) = (because, JobStops.MessageOf(because));
            job.Stop(because);
        }
        if (happening.Event.Kind == ItemEventKind.LeaseEnded)
            tally.LeaseEnded();
        if (before.State == after.State)
            return true;
        job.Recount(job.Counts.Moved(before.State, after.State), now, changedAt);
        if (happening.Report is ItemUpscaled upscaled)
            job.Measure(upscaled.Result, now);
        tally.Item(job, item, now);
        if (job.State == JobState.Completed)
            tally.JobCompleted(job.Priority);
        return true;
    }

    // What was adopted was computed, and counted, before.
    private static IEnumerable<(string Tenant, double Megapixels, long Bytes)> ResultsOf(Happening happening, string tenant) =>
        happening.Report is ItemUpscaled { Result: { Adopted: false } result } ? [(tenant, result.Width * (double)result.Height / 1e6, result.Bytes)] : [];

    private static void Note(ItemRow item, Happening happening)
    {
        if (happening.Report is { } report)
            (item.Worker, item.Device) = (Text(report.Worker), Text(report.Device));
        switch (happening.Report)
        {
            case ItemProgressed progressed:
                item.Progress = progressed.Done > item.Progress ? Math.Min(progressed.Done, 1) : item.Progress;
                break;
            case ItemUpscaled upscaled:
                (item.Progress, item.Failure, item.FailureMessage) = (1, null, null);
                item.Result = JsonSerializer.Serialize(upscaled.Result);
                break;
            case ItemFailed failed:
                (item.Failure, item.FailureMessage) = (failed.Code, Text(failed.Message));
                break;
            case null when happening.Event.Kind == ItemEventKind.LeaseEnded && item.State == ItemState.Failed:
                (item.Failure, item.FailureMessage) = (FailureCode.AttemptsExhausted, string.Create(CultureInfo.InvariantCulture,
                    $"Nothing more was heard of the worker in attempt {item.Attempt}, the last one. Retry the job's failed items when the workers are well."));
                break;
        }
    }

    // A report must never be refused for how it is worded.
    private static string Text(string given) => StorableText.Of(given, LongestText);

    private static ItemEvent EventOf(IItemReport report) => report switch
    {
        ItemStarted => new ItemEvent(ItemEventKind.Started, report.Attempt),
        ItemProgressed => new ItemEvent(ItemEventKind.Progressed, report.Attempt),
        ItemUpscaled => new ItemEvent(ItemEventKind.Upscaled, report.Attempt),
        ItemFailed failed => new ItemEvent(ItemEventKind.Failed, report.Attempt, failed.Next),
        _ => throw new ArgumentException($"{report.GetType().Name} is not a report that the ledger knows.", nameof(report)),
    };

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    /// <summary>Something that happened to an item; <see cref="Anyway"/> also ends a lease that has time left.</summary>
    private sealed record Happening(ItemKey Key, ItemEvent Event, IItemReport? Report, bool Anyway = false)
    {
        public static Happening Of(ItemKey key, ItemEventKind kind, int attempt) => new(key, new ItemEvent(kind, attempt), null);
    }
}
