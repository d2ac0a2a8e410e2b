using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Store;

/// <summary>
/// Ends jobs whose budget is spent or whose deadline has passed: what has not begun fails at once, what runs goes on to its end. Workers are told to drop
/// the rest by a message that is repeated until the broker has it.
/// </summary>
/// <param name="database">Where.</param>
public sealed class JobStops(JobsDatabase database)
{
    /// <summary>Ends jobs whose deadline has passed, by the database's clock. Several may do so at once.</summary>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends it between two jobs.</param>
    /// <returns>How many were looked at; as many as <paramref name="most"/> means there may be more.</returns>
    public async Task<int> EndOverdueAsync(int most, CancellationToken ct)
    {
        List<Guid> overdue;
        await using (var context = database.Dialect.Open())
        {
            var now = await database.NowAsync(context, ct);
            overdue = await context.Jobs.Where(job => job.DeadlineAt <= now && job.State < JobState.Completed && (job.Pending > 0 || job.Dispatched > 0 || job.Crawl == CrawlState.GoingOn))
                .OrderBy(job => job.DeadlineAt).Take(most).Select(job => job.Id).ToListAsync(ct);
        }
        foreach (var job in overdue)
            await EndAsync(job, ct);
        return overdue.Count;
    }

    private async Task EndAsync(Guid jobId, CancellationToken ct)
    {
        var tally = new LedgerTally();
        await database.WriteAsync(async context =>
        {
            if (await database.Dialect.Jobs(context, [jobId]).ToListAsync(ct) is not [var job])
                return 0;
            var now = await database.NowAsync(context, ct);
            await SettleAsync(context, job, now, job.NextChange(now), tally, ct);
            return await context.SaveChangesAsync(ct);
        }, ct);
        tally.Count();
        database.Bell.Ring();
    }

    /// <summary>Ends what has not begun of a job that has reached a limit, and writes down that it did. The last thing that a transaction does with a job.</summary>
    internal static async Task SettleAsync(JobsContext context, JobRow job, long now, long changedAt, LedgerTally tally, CancellationToken ct)
    {
        if (job.Reached(now) is { } because && (job.Pending + job.Dispatched > 0 || job.Crawling))
            await EndOpenAsync(context, job, because, now, changedAt, tally, ct);
        if (!job.Happened.HasFlag(JobHappenings.Stopped) || job.StoppedBecause is not { } first)
            return;
        AuditLog.Note(context, Origin.Farm, now, job.Tenant, "job.stop", job.Id.ToString(), $"{first.Spelled()}, {job.Running} items go on");
        tally.JobStopped(job.Priority, first);
    }

    /// <returns>What a report says of an item that was not begun, or not tried again.</returns>
    internal static string MessageOf(FailureCode because) => because == FailureCode.BudgetSpent
        ? "The job's budget was spent before this image was done. Retry the job's failed items with a larger budget."
        : "The job's deadline passed before this image was done. Retry the job's failed items with a later deadline.";

    private static async Task EndOpenAsync(JobsContext context, JobRow job, FailureCode because, long now, long changedAt, LedgerTally tally, CancellationToken ct)
    {
        var message = MessageOf(because);
        var items = await context.Items.Where(item => item.JobId == job.Id && item.State <= ItemState.Dispatched).ExecuteUpdateAsync(item => item
            .SetProperty(row => row.State, ItemState.Failed)
            .SetProperty(row => row.LeaseUntil, (long?)null)
            .SetProperty(row => row.Failure, (FailureCode?)because)
            .SetProperty(row => row.FailureMessage, message)
            .SetProperty(row => row.ChangedAt, changedAt), ct);
        if (items != job.Pending + job.Dispatched)
            throw new InvalidOperationException($"Job {job.Id} counts {job.Pending + job.Dispatched} items where there are {items}; nothing was changed.");
        if (job.Crawling)
            await JobCrawls.TurnAsync(context, job, CrawlState.Stopped, now, ct);
        job.Stop(because);
        job.CancelUnsaid = true;
        // What never left for a worker does not begin the job by its end.
        job.Recount(job.Counts.Moved(ItemState.Pending, ItemState.Failed, job.Pending).Moved(ItemState.Dispatched, ItemState.Failed, job.Dispatched), now, changedAt, begins: false);
        tally.ItemsStopped(job.Priority, items, because);
        if (job.State == JobState.Completed)
            tally.JobCompleted(job.Priority);
    }
}
