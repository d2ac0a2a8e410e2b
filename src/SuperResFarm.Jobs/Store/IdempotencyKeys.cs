using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Store;

/// <summary>Remembers which submissions were made, so that a repeated one is the same.</summary>
/// <param name="database">Where.</param>
/// <param name="options">For how long.</param>
public sealed class IdempotencyKeys(JobsDatabase database, LedgerOptions options)
{
    private readonly TimeSpan _life = options.Checked().KeyLife;

    /// <summary>Forgets keys that are older than <see cref="LedgerOptions.KeyLife"/>. A submission that repeats one of them is a new one.</summary>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>How many were forgotten; as many as <paramref name="most"/> means there may be more.</returns>
    public Task<int> ForgetOldAsync(int most, CancellationToken ct) => database.WriteAsync(async context =>
    {
        var oldest = await database.NowAsync(context, ct) - (long)_life.TotalMilliseconds;
        return await context.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM idempotency_keys WHERE (tenant, key) IN (
                SELECT tenant, key FROM idempotency_keys WHERE created_at < {oldest} ORDER BY created_at LIMIT {most})
            """, ct);
    }, ct);

    /// <returns>What became of the submission under a key; null: there was none. Lets whoever repeats a large one know before it is read again.</returns>
    /// <param name="tenant">Whose key it is.</param>
    /// <param name="idempotency">The key, and what is submitted under it now.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<Submitted?> FindAsync(string tenant, Idempotency idempotency, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var first = await context.Keys.AsNoTracking().SingleOrDefaultAsync(row => row.Tenant == tenant && row.Key == idempotency.Key, ct);
        return first is null ? null : Meaning(first, idempotency);
    }

    /// <summary>Takes a key for a job. Two equal submissions at once: the second waits here until the first is committed or gone.</summary>
    /// <returns>Null: it is the job's now; else what it stands for.</returns>
    internal static async Task<Submitted?> UsedBeforeAsync(JobsContext context, Idempotency idempotency, JobRow job, CancellationToken ct)
    {
        while (true)
        {
            var used = await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO idempotency_keys (tenant, key, request_hash, job_id, created_at)
                VALUES ({job.Tenant}, {idempotency.Key}, {idempotency.RequestHash}, {job.Id}, {job.CreatedAt}) ON CONFLICT DO NOTHING
                """, ct);
            if (used == 1)
                return null;
            // None: it was forgotten this very moment, so it can be taken.
            if (await context.Keys.AsNoTracking().SingleOrDefaultAsync(row => row.Tenant == job.Tenant && row.Key == idempotency.Key, ct) is { } first)
                return Meaning(first, idempotency);
        }
    }

    private static Submitted Meaning(KeyRow first, Idempotency idempotency) =>
        new(first.RequestHash == idempotency.RequestHash ? SubmitOutcome.Replayed : SubmitOutcome.Conflict, first.JobId);
}
