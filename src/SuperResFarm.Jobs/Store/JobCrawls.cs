using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Store;

/// <summary>
/// Jobs whose items come page by page, after they were submitted. A page is written with the place up to which it reaches, so whoever is killed between two
/// pages loses nothing, and whoever goes on writes nothing twice.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="options">How long a claim holds: <see cref="LedgerOptions.WorkLease"/>.</param>
public sealed class JobCrawls(JobsDatabase database, LedgerOptions options)
{
    private readonly QuotaGate _quotas = new(database);

    /// <summary>How long a claim holds; each page that is written renews it.</summary>
    public TimeSpan Lease { get; } = options.Checked().WorkLease;

    /// <summary>Claims the listing that has waited longest. Nobody else gets it until it is put off or the claim runs out.</summary>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>Null: none is due.</returns>
    public async Task<CrawlClaim?> ClaimAsync(CancellationToken ct)
    {
        await using (var look = database.Dialect.Open())
        {
            var now = await database.NowAsync(look, ct);
            if (!await look.Crawls.AnyAsync(crawl => crawl.State == CrawlState.GoingOn && crawl.DueAt <= now && (crawl.LeaseUntil == null || crawl.LeaseUntil < now), ct))
                return null;
        }
        return await database.WriteAsync(async context =>
        {
            var now = await database.NowAsync(context, ct);
            if (await context.Crawls.FromSqlRaw(database.Dialect.Sql.Crawl, now).ToListAsync(ct) is not [var crawl])
                return null;
            crawl.LeaseUntil = now + (long)Lease.TotalMilliseconds;
            await context.SaveChangesAsync(ct);
            return Claim(crawl);
        }, ct);
    }

    /// <summary>Writes a page.</summary>
    /// <param name="claim">From where it was listed.</param>
    /// <param name="page">A thousand items at most are quick.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>How to go on; null: there is nothing to go on with, because this was the last page, the job has ended, or somebody else lists.</returns>
    /// <exception cref="QuotaException">The tenant's quotas have no room for it; nothing was written.</exception>
    public async Task<CrawlClaim?> AppendAsync(CrawlClaim claim, CrawlPage page, CancellationToken ct)
    {
        var tally = new LedgerTally();
        var next = await database.WriteAsync(async context =>
        {
            if (await database.Dialect.Jobs(context, [claim.JobId]).ToListAsync(ct) is not [{ Crawling: true } job])
                return null;
            var crawl = await context.Crawls.SingleAsync(row => row.JobId == job.Id, ct);
            if (crawl.LastKey != claim.LastKey)
                return null;
            await WriteAsync(context, job, crawl, page, tally, ct);
            return crawl.State == CrawlState.GoingOn ? Claim(crawl) : null;
        }, ct);
        tally.Count();
        database.Bell.Ring();
        return next;
    }

    /// <summary>Lets a listing wait. What others have made of it meanwhile stays.</summary>
    /// <param name="claim">From where it goes on.</param>
    /// <param name="pause">For how long.</param>
    /// <param name="waiting">For what, for people; null: only for its next turn.</param>
    /// <param name="failed">Whether it counts as a failure.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task PutOffAsync(CrawlClaim claim, TimeSpan pause, string? waiting, bool failed, CancellationToken ct) => database.WriteAsync(async context =>
    {
        var due = await database.NowAsync(context, ct) + (long)pause.TotalMilliseconds;
        var text = waiting is null ? null : StorableText.Of(waiting, 2000);
        return await context.Crawls.Where(crawl => crawl.JobId == claim.JobId && crawl.State == CrawlState.GoingOn && crawl.LastKey == claim.LastKey).ExecuteUpdateAsync(crawl => crawl
            .SetProperty(row => row.LeaseUntil, (long?)null)
            .SetProperty(row => row.DueAt, due)
            .SetProperty(row => row.Waiting, text)
            .SetProperty(row => row.Failures, row => failed ? row.Failures + 1 : row.Failures), ct);
    }, ct);

    /// <summary>Ends every claim: for a farm that was one process, which died with those who listed.</summary>
    /// <param name="ct">Ends it without a trace.</param>
    public Task EndLeasesAsync(CancellationToken ct) => database.WriteAsync(context =>
        context.Crawls.Where(crawl => crawl.LeaseUntil != null).ExecuteUpdateAsync(crawl => crawl.SetProperty(row => row.LeaseUntil, (long?)null), ct), ct);

    /// <returns>How many listings go on, and how many of them wait for something.</returns>
    /// <param name="ct">Ends the asking.</param>
    public async Task<(int GoingOn, int Waiting)> CountAsync(CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var crawls = context.Crawls.Where(crawl => crawl.State == CrawlState.GoingOn);
        return (await crawls.CountAsync(crawl => crawl.Waiting == null, ct), await crawls.CountAsync(crawl => crawl.Waiting != null, ct));
    }

    /// <summary>Lets a job's listing end, or go on, with the transaction that changes the job.</summary>
    internal static async Task TurnAsync(JobsContext context, JobRow job, CrawlState state, long now, CancellationToken ct)
    {
        job.Crawl = state;
        await context.Crawls.Where(crawl => crawl.JobId == job.Id).ExecuteUpdateAsync(crawl => crawl
            .SetProperty(row => row.State, state)
            .SetProperty(row => row.LeaseUntil, (long?)null)
            .SetProperty(row => row.DueAt, now)
            .SetProperty(row => row.Waiting, (string?)null), ct);
    }

    private async Task WriteAsync(JobsContext context, JobRow job, CrawlRow crawl, CrawlPage page, LedgerTally tally, CancellationToken ct)
    {
        var now = await database.NowAsync(context, ct);
        var changedAt = job.NextChange(now);
        var items = await TargetTwins.RefuseAsync(context, job, [.. page.Items.Select(Checked)], ct);
        var (count, refused) = await database.Dialect.CopyAsync(context, job, items.ToAsyncEnumerable(), job.Counts.Total, changedAt, ct);
        job.Refused += refused;
        (crawl.LastKey, crawl.Found, crawl.PassedOver) = (page.LastKey, crawl.Found + count, crawl.PassedOver + page.PassedOver);
        (crawl.Failures, crawl.Waiting, crawl.LeaseUntil) = (0, null, page.IsLast ? null : now + (long)Lease.TotalMilliseconds);
        if (page.IsLast)
        {
            (job.Crawl, crawl.State, crawl.Error) = (CrawlState.Ended, CrawlState.Ended, page.Error is null ? null : StorableText.Of(page.Error, 2000));
            AuditLog.Note(context, Origin.Farm, now, job.Tenant, "job.crawl", job.Id.ToString(), $"{crawl.Found} images, {crawl.PassedOver} objects passed over. {crawl.Error}".TrimEnd());
        }
        var counts = job.Counts;
        job.Recount(counts with { Pending = counts.Pending + count - refused, Failed = counts.Failed + refused }, now, changedAt);
        tally.ItemsAppended(job.Priority, count, refused);
        if (job.State == JobState.Completed)
            tally.JobCompleted(job.Priority);
        // Before the counts are written, or these items would count twice.
        await _quotas.EnterAsync(context, job.Tenant, count - refused, 0, now, ct);
        await context.SaveChangesAsync(ct);
    }

    // An image that cannot be an item is one line of the report, as in a list.
    private static NewItem Checked(NewItem item) => NewItemRules.Storable(
        item.Refusal is null && NewItemRules.MistakesIn(item).FirstOrDefault() is { Part: { } part, Mistake: var mistake }
            ? item with { Refusal = new Refusal(FailureCode.AddressInvalid, $"The {part} {mistake}.") } : item);

    private static CrawlClaim Claim(CrawlRow crawl) => new(crawl.JobId, crawl.Tenant, crawl.Plan, crawl.LastKey, crawl.Found, crawl.PassedOver, crawl.Failures);
}
