using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Deletion;

/// <summary>Deletes jobs that ended long ago; their results stay. Several processes may do so at once.</summary>
/// <param name="database">Where.</param>
public sealed class Retention(JobsDatabase database)
{
    private const int AtOnce = 50;

    /// <summary>Who deletes them, in the audit log.</summary>
    private static readonly Origin _by = new("retention", "none", "none");

    /// <summary>Deletes every job that has ended longer ago than its tenant's jobs are kept.</summary>
    /// <param name="usual">How long jobs are kept of tenants of whom nothing else is set; null: for ever.</param>
    /// <param name="ct">Ends it between some jobs and the next.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteOldAsync(TimeSpan? usual, CancellationToken ct)
    {
        var deleted = 0;
        for (var tenant = await NextAsync("", ct); tenant is not null; tenant = await NextAsync(tenant, ct))
            if (await LifeAsync(tenant, usual, ct) is { } life)
                deleted += await DeleteOldAsync(tenant, life, ct);
        return deleted;
    }

    // From name to name along the index: there are few tenants, and many jobs.
    private async Task<string?> NextAsync(string after, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await context.Jobs.Where(job => job.Tenant.CompareTo(after) > 0).OrderBy(job => job.Tenant).Select(job => job.Tenant).FirstOrDefaultAsync(ct);
    }

    private async Task<TimeSpan?> LifeAsync(string tenant, TimeSpan? usual, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await context.Tenants.Where(row => row.Name == tenant).Select(row => row.RetentionDays).SingleOrDefaultAsync(ct) is { } days ? TimeSpan.FromDays(days) : usual;
    }

    private async Task<int> DeleteOldAsync(string tenant, TimeSpan life, CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            var (found, deleted) = await DeleteSomeAsync(tenant, life, ct);
            FarmMetrics.JobsDeleted.Add(deleted, Tags.Kind("retention"));
            total += deleted;
            if (found < AtOnce)
                return total;
        }
    }

    private async Task<(int Found, int Deleted)> DeleteSomeAsync(string tenant, TimeSpan life, CancellationToken ct)
    {
        long oldest;
        List<Guid> ids;
        await using (var look = database.Dialect.Open())
        {
            oldest = await database.NowAsync(look, ct) - (long)life.TotalMilliseconds;
            ids = await look.Jobs.Where(job => job.Tenant == tenant && job.FinishedAt < oldest).OrderBy(job => job.FinishedAt).Take(AtOnce).Select(job => job.Id).ToListAsync(ct);
        }
        return ids.Count == 0 ? (0, 0) : (ids.Count, await database.WriteAsync(async context =>
        {
            var now = await database.NowAsync(context, ct);
            // Somebody may have asked for failed items again, or have deleted it.
            var old = (await database.Dialect.Jobs(context, ids).ToListAsync(ct)).FindAll(job => job.State.CanDelete() && job.FinishedAt < oldest);
            foreach (var job in old)
                await JobDeletion.ForgetAsync(context, job, results: false, _by, now, ct);
            return old.Count;
        }, ct));
    }
}
