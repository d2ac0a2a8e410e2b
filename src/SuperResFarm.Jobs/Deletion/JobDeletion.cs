using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Deletion;

/// <summary>Deletes jobs that have ended. Each is gone at once for everybody; its items, which may be a million, go bit by bit after it: <see cref="DeletedJobs"/>.</summary>
/// <param name="database">Where.</param>
public sealed class JobDeletion(JobsDatabase database)
{
    /// <summary>Deletes a job.</summary>
    /// <param name="tenant">Whose it must be.</param>
    /// <param name="jobId">Which.</param>
    /// <param name="results">Whether its results go too.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns><see cref="AskOutcome.Refused"/>: it has not ended.</returns>
    public async Task<AskOutcome> DeleteAsync(string tenant, Guid jobId, bool results, Origin by, CancellationToken ct)
    {
        var outcome = await database.WriteAsync(async context =>
        {
            if (await database.Dialect.Jobs(context, [jobId]).ToListAsync(ct) is not [var job] || job.Tenant != tenant)
                return AskOutcome.Unknown;
            if (!job.State.CanDelete())
                return AskOutcome.Refused;
            await ForgetAsync(context, job, results, by, await database.NowAsync(context, ct), ct);
            return AskOutcome.Done;
        }, promised: true, ct);
        if (outcome == AskOutcome.Done)
            FarmMetrics.JobsDeleted.Add(1, Tags.Kind("asked"));
        return outcome;
    }

    /// <summary>Removes a job, whose row is locked, and all that is short of it.</summary>
    internal static async Task ForgetAsync(JobsContext context, JobRow job, bool results, Origin by, long now, CancellationToken ct)
    {
        context.Deleted.Add(new DeletedRow
        {
            JobId = job.Id,
            Tenant = job.Tenant,
            DeletedAt = now,
            Items = job.Counts.Total,
            Results = results,
            CancelUnsaid = job.CancelUnsaid,
            Actor = by.Actor,
            Request = by.Request,
            Address = by.Address,
        });
        context.Jobs.Remove(job);
        AuditLog.Note(context, by, now, job.Tenant, "job.delete", job.Id.ToString(), $"{job.Counts.Total} items{(results ? ", with their results" : "")}");
        await context.SaveChangesAsync(ct);
        await context.Labels.Where(label => label.JobId == job.Id).ExecuteDeleteAsync(ct);
        await context.Crawls.Where(crawl => crawl.JobId == job.Id).ExecuteDeleteAsync(ct);
        await context.Keys.Where(key => key.JobId == job.Id).ExecuteDeleteAsync(ct);
        await context.Feeds.Where(feed => feed.JobId == job.Id).ExecuteDeleteAsync(ct);
    }
}
