using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>What operators say of tenants.</summary>
/// <param name="database">Where.</param>
public sealed class TenantStore(JobsDatabase database)
{
    /// <returns>A tenant; null: nobody has said anything of it.</returns>
    /// <param name="name">Which.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<TenantView?> FindAsync(string name, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await context.Tenants.AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, ct) is { } tenant ? View(tenant) : null;
    }

    /// <returns>Tenants in the order of their names.</returns>
    /// <param name="after">Only those after this name; null: from the first.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<TenantView>> ListAsync(string? after, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var tenants = context.Tenants.AsNoTracking();
        if (after is not null)
            tenants = tenants.Where(row => row.Name.CompareTo(after) > 0);
        return (await tenants.OrderBy(row => row.Name).Take(most).ToListAsync(ct)).ConvertAll(View);
    }

    /// <returns>How much a tenant has, whether anybody has said something of it or not.</returns>
    /// <param name="name">Which.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<TenantUsage> UsageAsync(string name, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await QuotaGate.UsageAsync(context, name, await database.NowAsync(context, ct), ct);
    }

    /// <summary>Sets everything of a tenant, which is made when it is missing. Jobs that were accepted before go on.</summary>
    /// <param name="name">Which: 1 to 100 characters.</param>
    /// <param name="quotas">How much it may have.</param>
    /// <param name="read">Where it may read; null: wherever the service may.</param>
    /// <param name="write">Where it may write, likewise.</param>
    /// <param name="retentionDays">After how many days jobs that have ended are deleted; null: as the service says.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>What it is now, and whether it was made.</returns>
    public Task<(TenantView Tenant, bool Made)> SetAsync(
        string name, Quotas quotas, IReadOnlyList<string>? read, IReadOnlyList<string>? write, int? retentionDays, Origin by, CancellationToken ct) => database.WriteAsync(async context =>
    {
        var now = await database.NowAsync(context, ct);
        var made = await context.Database.ExecuteSqlAsync($"INSERT INTO tenants (name, created_at, changed_at) VALUES ({name}, {now}, {now}) ON CONFLICT DO NOTHING", ct) == 1;
        var row = await LockAsync(context, name, ct) ?? throw new InvalidOperationException($"The tenant {name} vanished while it was set; nothing was changed.");
        (row.QueuedItems, row.OpenJobs, row.MegapixelsPerDay, row.BytesPerDay) = (quotas.QueuedItems, quotas.OpenJobs, quotas.MegapixelsPerDay, quotas.BytesPerDay);
        (row.ReadPrefixes, row.WritePrefixes, row.RetentionDays, row.ChangedAt) = (Json(read), Json(write), retentionDays, now);
        AuditLog.Note(context, by, now, name, "tenant.set", name, JsonSerializer.Serialize(new { quotas, read, write, retentionDays }));
        await context.SaveChangesAsync(ct);
        return (View(row), made);
    }, promised: true, ct);

    /// <summary>Forgets what was said of a tenant, and its dead keys. Its jobs stay.</summary>
    /// <param name="name">Which.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns><see cref="AskOutcome.Refused"/>: it has live keys or open jobs.</returns>
    public Task<AskOutcome> RemoveAsync(string name, Origin by, CancellationToken ct) => database.WriteAsync(async context =>
    {
        var now = await database.NowAsync(context, ct);
        if (await LockAsync(context, name, ct) is not { } row)
            return AskOutcome.Unknown;
        if (await context.ApiKeys.Where(key => key.Tenant == name).AnyAsync(KeyStore.IsLive(now), ct)
            || await context.Jobs.AnyAsync(job => job.Tenant == name && job.State < JobState.Completed, ct))
            return AskOutcome.Refused;
        await context.ApiKeys.Where(key => key.Tenant == name).ExecuteDeleteAsync(ct);
        context.Tenants.Remove(row);
        AuditLog.Note(context, by, now, name, "tenant.remove", name);
        await context.SaveChangesAsync(ct);
        return AskOutcome.Done;
    }, promised: true, ct);

    // Keys are made under this lock too, so that none is made of a tenant that goes.
    internal async Task<TenantRow?> LockAsync(JobsContext context, string name, CancellationToken ct) =>
        (await context.Tenants.FromSqlRaw(database.Dialect.Sql.Tenant, name).ToListAsync(ct)).SingleOrDefault();

    private static TenantView View(TenantRow row) => new(
        row.Name, new Quotas(row.QueuedItems, row.OpenJobs, row.MegapixelsPerDay, row.BytesPerDay), List(row.ReadPrefixes), List(row.WritePrefixes),
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt))
    {
        RetentionDays = row.RetentionDays,
    };

    private static string? Json(IReadOnlyList<string>? prefixes) => prefixes is null ? null : JsonSerializer.Serialize(prefixes);

    private static List<string>? List(string? json) => json is null ? null : JsonSerializer.Deserialize<List<string>>(json);
}
