using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Store;

/// <summary>What people ask of jobs.</summary>
/// <param name="database">Where.</param>
public sealed class JobControl(JobsDatabase database)
{
    private readonly QuotaGate _quotas = new(database);

    /// <summary>
    /// Ends a job: every item that has not ended is cancelled at once, and what workers still report of it is not taken. They
    /// are told by a <see cref="CancelJob"/> that the dispatcher publishes; a result that is stored meanwhile stays where it is.
    /// </summary>
    /// <param name="tenant">Whose job it must be.</param>
    /// <param name="jobId">Which.</param>
    /// <param name="by">Who asks, for the audit log; null: it is not written there.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public async Task<Asked> CancelAsync(string tenant, Guid jobId, Origin? by, CancellationToken ct)
    {
        var priority = default(Priority);
        var asked = await AskAsync(tenant, jobId, JobRules.CanCancel, async (context, job, now) =>
        {
            priority = job.Priority;
            var items = await CancelAsync(context, job, now, ct);
            Note(context, by, now, job, "job.cancel", items);
            return new Asked(AskOutcome.Done, items);
        }, ct);
        if (asked.Outcome == AskOutcome.Done)
            LedgerTally.JobCancelled(priority, asked.Items);
        return asked;
    }

    /// <summary>As the other, without new limits.</summary>
    /// <inheritdoc cref="RetryAsync(string, Guid, JobLimits, Origin?, CancellationToken)"/>
    public Task<Asked> RetryAsync(string tenant, Guid jobId, Origin? by, CancellationToken ct) => RetryAsync(tenant, jobId, JobLimits.None, by, ct);

    /// <summary>
    /// Tries a job's failed items again, with as many attempts as the job grants. Those that were refused when they were submitted stay as they are. Where a
    /// limit of the job is reached and stays so, this is refused.
    /// </summary>
    /// <param name="tenant">Whose job it must be.</param>
    /// <param name="jobId">Which.</param>
    /// <param name="limits">New limits, which take the place of those the job has, also when nothing has failed.</param>
    /// <param name="by">Who asks, for the audit log; null: it is not written there.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="QuotaException">The tenant's quotas have no room for them.</exception>
    public Task<Asked> RetryAsync(string tenant, Guid jobId, JobLimits limits, Origin? by, CancellationToken ct) => AskAsync(tenant, jobId, JobRules.CanRetry, async (context, job, now) =>
    {
        var (valid, nothing) = (limits.Over(job.Limits), job.Failed == job.Refused && job.Crawl != CrawlState.Stopped);
        if ((limits != JobLimits.None || !nothing) && valid.Reached(job.Spent, DateTimeOffset.FromUnixTimeMilliseconds(now)) is { } because)
            return new Asked(AskOutcome.Refused, Because: because);
        job.Limits = valid;
        if (nothing)
            return new Asked(AskOutcome.Done);
        await _quotas.EnterAsync(context, job.Tenant, job.Failed - job.Refused, job.Counts.Open > 0 || job.Crawling ? 0 : 1, now, ct);
        var changedAt = job.NextChange(now);
        // As ItemLife does for RetryAsked.
        var items = await context.Items.Where(item => item.JobId == job.Id && item.State == ItemState.Failed && item.Attempt > 0).ExecuteUpdateAsync(item => item
            .SetProperty(row => row.State, ItemState.Pending)
            .SetProperty(row => row.LastAttempt, row => row.Attempt + job.Budget)
            .SetProperty(row => row.Attempt, row => row.Attempt + 1)
            .SetProperty(row => row.DueAt, now)
            .SetProperty(row => row.Progress, 0)
            .SetProperty(row => row.ChangedAt, changedAt), ct);
        MustBe(job.Failed - job.Refused, items, job);
        if (job.Crawl == CrawlState.Stopped)
            await JobCrawls.TurnAsync(context, job, CrawlState.GoingOn, now, ct);
        (job.Round, job.StoppedBecause) = (job.StoppedBecause is null ? job.Round : job.Round + 1, null);
        job.Recount(job.Counts.Moved(ItemState.Failed, ItemState.Pending, items), now, changedAt);
        Note(context, by, now, job, "job.retry", items);
        return new Asked(AskOutcome.Done, items);
    }, ct);

    /// <returns>Cancelled jobs, and jobs that begin nothing more, of which the workers have still to be told.</returns>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<CancelJob>> UnsaidCancelsAsync(int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var jobs = await context.Jobs.Where(job => job.CancelUnsaid).OrderBy(job => job.Id).Take(most).Select(job => new { job.Id, job.State, Round = job.StoppedBecause == null ? job.Round - 1 : job.Round }).ToListAsync(ct);
        var cancels = new List<CancelJob>();
        foreach (var job in jobs)
            cancels.Add(job.State == JobState.Cancelled ? new CancelJob(job.Id) : new CancelJob(job.Id)
            {
                GoingOn = await context.Items.Where(item => item.JobId == job.Id && item.State == ItemState.Running).Select(item => item.Number).ToListAsync(ct),
                Round = job.Round,
            });
        // One that was deleted meanwhile is still cancelled.
        cancels.AddRange(await context.Deleted.Where(job => job.CancelUnsaid).OrderBy(job => job.JobId).Take(most - jobs.Count).Select(job => new CancelJob(job.JobId)).ToListAsync(ct));
        return cancels;
    }

    /// <summary>Marks that the workers were told.</summary>
    /// <param name="said">The message that was confirmed.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task CancelSaidAsync(CancelJob said, CancellationToken ct) => database.WriteAsync(async context =>
    {
        // What was to be said may be another thing by now.
        var jobs = context.Jobs.Where(job => job.Id == said.JobId);
        jobs = said.GoingOn is null ? jobs.Where(job => job.State == JobState.Cancelled)
            : jobs.Where(job => job.State != JobState.Cancelled && (job.StoppedBecause == null ? job.Round - 1 : job.Round) == said.Round);
        return await jobs.ExecuteUpdateAsync(job => job.SetProperty(row => row.CancelUnsaid, false), ct)
            + await context.Deleted.Where(job => job.JobId == said.JobId).ExecuteUpdateAsync(job => job.SetProperty(row => row.CancelUnsaid, false), ct);
    }, ct);

    private static async Task<int> CancelAsync(JobsContext context, JobRow job, long now, CancellationToken ct)
    {
        var changedAt = job.NextChange(now);
        var items = await context.Items.Where(item => item.JobId == job.Id && item.State <= ItemState.Running).ExecuteUpdateAsync(item => item
            .SetProperty(row => row.State, ItemState.Cancelled)
            .SetProperty(row => row.LeaseUntil, (long?)null)
            .SetProperty(row => row.ChangedAt, changedAt), ct);
        MustBe(job.Counts.Open, items, job);
        if (job.Crawling)
            await JobCrawls.TurnAsync(context, job, CrawlState.Ended, now, ct);
        (job.State, job.CancelUnsaid) = (JobState.Cancelled, true);
        job.Recount(job.Counts.AllCancelled(), now, changedAt);
        return items;
    }

    private async Task<Asked> AskAsync(string tenant, Guid jobId, Func<JobState, bool> allowed, Func<JobsContext, JobRow, long, Task<Asked>> doing, CancellationToken ct)
    {
        var asked = await database.WriteAsync(async context =>
        {
            if (await database.Dialect.Jobs(context, [jobId]).ToListAsync(ct) is not [var job] || job.Tenant != tenant)
                return new Asked(AskOutcome.Unknown);
            if (!allowed(job.State))
                return new Asked(AskOutcome.Refused);
            var done = await doing(context, job, await database.NowAsync(context, ct));
            if (done.Outcome == AskOutcome.Done)
                await context.SaveChangesAsync(ct);
            return done;
        }, promised: true, ct);
        database.Bell.Ring();
        return asked;
    }

    private static void Note(JobsContext context, Origin? by, long now, JobRow job, string action, int items)
    {
        if (by is not null)
            AuditLog.Note(context, by, now, job.Tenant, action, job.Id.ToString(), $"{items} items");
    }

    private static void MustBe(int counted, int found, JobRow job)
    {
        if (counted != found)
            throw new InvalidOperationException($"Job {job.Id} counts {counted} items where there are {found}; nothing was changed.");
    }
}
