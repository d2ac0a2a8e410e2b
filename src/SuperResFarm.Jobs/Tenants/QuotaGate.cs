using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>Lets work in that a tenant's quotas have room for.</summary>
/// <param name="database">Where.</param>
internal sealed class QuotaGate(JobsDatabase database)
{
    private const long MillisecondsOfDay = 86_400_000;

    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(60);

    /// <returns>Days since 1970-01-01 in UTC.</returns>
    public static long DayOf(long now) => now / MillisecondsOfDay;

    /// <summary>Looks without waiting for anybody, so that what has no chance is refused before it is read.</summary>
    /// <exception cref="QuotaException">There is no room now.</exception>
    public static async Task LookAsync(JobsContext context, string tenant, long now, CancellationToken ct)
    {
        if (await context.Tenants.AsNoTracking().SingleOrDefaultAsync(row => row.Name == tenant, ct) is { HasQuotas: true } row)
            await DemandAsync(context, row, 1, 1, now, ct);
    }

    /// <summary>Lets work in. From here to the end of the transaction no other work of the tenant is, so that two cannot take the last place.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="items">How many items become open.</param>
    /// <param name="jobs">How many jobs do.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="QuotaException">There is no room.</exception>
    public async Task EnterAsync(JobsContext context, string tenant, int items, int jobs, long now, CancellationToken ct)
    {
        // Most tenants have none, and need not wait for each other.
        if (!await context.Tenants.AnyAsync(row => row.Name == tenant && (row.QueuedItems != null || row.OpenJobs != null || row.MegapixelsPerDay != null || row.BytesPerDay != null), ct))
            return;
        if (await context.Tenants.FromSqlRaw(database.Dialect.Sql.Tenant, tenant).AsNoTracking().ToListAsync(ct) is [var row])
            await DemandAsync(context, row, items, jobs, now, ct);
    }

    /// <returns>How much a tenant has.</returns>
    public static async Task<TenantUsage> UsageAsync(JobsContext context, string tenant, long now, CancellationToken ct)
    {
        var open = await context.Jobs.Where(job => job.Tenant == tenant && job.State < JobState.Completed).GroupBy(job => job.Tenant)
            .Select(jobs => new { Jobs = jobs.Count(), Items = jobs.Sum(job => (long)job.Pending + job.Dispatched + job.Running) }).SingleOrDefaultAsync(ct);
        var day = DayOf(now);
        var results = await context.Usages.AsNoTracking().SingleOrDefaultAsync(usage => usage.Tenant == tenant && usage.Day == day, ct);
        return new TenantUsage(open?.Items ?? 0, open?.Jobs ?? 0, results?.Megapixels ?? 0, results?.Bytes ?? 0);
    }

    /// <summary>Adds to what tenants have had today.</summary>
    public static async Task CountAsync(JobsContext context, IEnumerable<(string Tenant, double Megapixels, long Bytes)> results, long now, CancellationToken ct)
    {
        var day = DayOf(now);
        // In the order of names, so that two who count do not wait for each other in a circle.
        foreach (var tenant in results.GroupBy(result => result.Tenant).OrderBy(tenant => tenant.Key, StringComparer.Ordinal))
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO usages (tenant, day, megapixels, bytes) VALUES ({tenant.Key}, {day}, {tenant.Sum(result => result.Megapixels)}, {tenant.Sum(result => result.Bytes)})
                ON CONFLICT (tenant, day) DO UPDATE SET megapixels = usages.megapixels + excluded.megapixels, bytes = usages.bytes + excluded.bytes
                """, ct);
    }

    private static async Task DemandAsync(JobsContext context, TenantRow tenant, int items, int jobs, long now, CancellationToken ct)
    {
        var usage = await UsageAsync(context, tenant.Name, now, ct);
        Demand("queuedItems", tenant.QueuedItems, usage.QueuedItems, items, _soon);
        Demand("openJobs", tenant.OpenJobs, usage.OpenJobs, jobs, _soon);
        // How large results become is not known before they are there: over the quota nothing more is taken.
        var tomorrow = TimeSpan.FromMilliseconds(MillisecondsOfDay - now % MillisecondsOfDay);
        if (items > 0 && tenant.MegapixelsPerDay is { } pixels && usage.MegapixelsToday >= pixels)
            throw new QuotaException("megapixelsPerDay", pixels, usage.MegapixelsToday, 0, tomorrow);
        if (items > 0 && tenant.BytesPerDay is { } bytes && usage.BytesToday >= bytes)
            throw new QuotaException("bytesPerDay", bytes, usage.BytesToday, 0, tomorrow);
    }

    private static void Demand(string quota, int? limit, long used, int asked, TimeSpan retryAfter)
    {
        if (limit is { } most && used + asked > most && asked > 0)
            throw new QuotaException(quota, most, used, asked, retryAfter);
    }
}
