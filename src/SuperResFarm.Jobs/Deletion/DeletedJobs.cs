using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Deletion;

/// <summary>Removes the items of deleted jobs bit by bit, so that nobody waits for it. Several processes may do so, each with a right to one job for a while.</summary>
/// <param name="database">Where.</param>
public sealed class DeletedJobs(JobsDatabase database)
{
    /// <summary>Takes the right to the job that has been deleted longest.</summary>
    /// <param name="lease">For how long; each <see cref="ForgetAsync"/> renews it.</param>
    /// <param name="ct">Ends it; a right that was taken ends by itself.</param>
    /// <returns>The job; null: there is nothing to do.</returns>
    public async Task<DeletedJob?> ClaimAsync(TimeSpan lease, CancellationToken ct)
    {
        // Mostly there is none: then nobody needs to lock or write.
        await using (var look = database.Dialect.Open())
            if (!await look.Deleted.AnyAsync(ct))
                return null;
        return await database.WriteAsync(async context =>
        {
            var now = await database.NowAsync(context, ct);
            var rows = await context.Deleted.FromSqlRaw(database.Dialect.Sql.ClaimDeleted,
                database.Dialect.Parameter("@now", now), database.Dialect.Parameter("@until", Until(now, lease))).AsNoTracking().ToListAsync(ct);
            return rows is [var row] ? View(row) : null;
        }, ct);
    }

    /// <returns>What the next items have stored.</returns>
    /// <param name="job">Of which job.</param>
    /// <param name="end">Before which number.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<StoredResult>> ResultsAsync(DeletedJob job, int end, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var stored = await context.Items.Where(item => item.JobId == job.Id && item.Number >= job.Next && item.Number < end && item.State == ItemState.Succeeded && item.Result != null)
            .OrderBy(item => item.Number).Select(item => new { item.Target, item.Result }).ToListAsync(ct);
        return stored.ConvertAll(item => new StoredResult(item.Target, JsonSerializer.Deserialize<ItemResult>(item.Result ?? "")
            ?? throw new InvalidOperationException($"An item of job {job.Id} has no result.")));
    }

    /// <summary>Removes the next items, and with the last one all that is known of the job; what became of its results stays in the audit log.</summary>
    /// <param name="job">With a right to it.</param>
    /// <param name="end">Before which number.</param>
    /// <param name="deleted">How many results of these items were deleted.</param>
    /// <param name="kept">How many stay.</param>
    /// <param name="lease">How long the right lasts from now on.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>The job as it is now; null: the right was lost, and nothing was done.</returns>
    public Task<DeletedJob?> ForgetAsync(DeletedJob job, int end, int deleted, int kept, TimeSpan lease, CancellationToken ct) => database.WriteAsync(async context =>
    {
        if (await context.Deleted.FromSqlRaw(database.Dialect.Sql.Deleted, job.Id).ToListAsync(ct) is not [var row] || row.LeaseUntil != job.Lease || row.Next != job.Next)
            return null;
        var now = await database.NowAsync(context, ct);
        await context.Items.Where(item => item.JobId == job.Id && item.Number >= job.Next && item.Number < end).ExecuteDeleteAsync(ct);
        (row.Next, row.ResultsDeleted, row.ResultsKept, row.LeaseUntil) = (end, row.ResultsDeleted + deleted, row.ResultsKept + kept, Until(now, lease));
        var left = View(row);
        if (left.IsEmpty && row.CancelUnsaid)
            row.LeaseUntil = null;   // workers have still to be told that it was cancelled; then somebody comes by again
        else if (left.IsEmpty)
            End(context, row, now);
        await context.SaveChangesAsync(ct);
        return left;
    }, ct);

    private static void End(JobsContext context, DeletedRow row, long now)
    {
        context.Deleted.Remove(row);
        if (row.Results)
            AuditLog.Note(context, new Origin(row.Actor, row.Request, row.Address), now, row.Tenant, "job.results.delete", row.JobId.ToString(),
                $"{row.ResultsDeleted} results deleted, {row.ResultsKept} kept");
    }

    private static long Until(long now, TimeSpan lease) => now + (long)lease.TotalMilliseconds;

    private static DeletedJob View(DeletedRow row) =>
        new(row.JobId, row.Tenant, row.Items, row.Next, row.Results, row.ResultsDeleted, row.ResultsKept, row.LeaseUntil ?? 0);
}
