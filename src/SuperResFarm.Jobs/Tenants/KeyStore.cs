using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>The keys of tenants. What is kept of a secret is for the caller to hash and to compare.</summary>
/// <param name="database">Where.</param>
/// <param name="tenants">Whose.</param>
public sealed class KeyStore(JobsDatabase database, TenantStore tenants)
{
    /// <summary>How many live keys of one label a tenant may have: the one in use, and the one it is changed for.</summary>
    public const int MostLive = 2;

    /// <returns>A key and what is kept of its secret; null: there is none.</returns>
    /// <param name="id">Which.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<(ApiKeyView Key, byte[] Hash)?> FindAsync(string id, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is { } key ? (View(key), key.Hash) : null;
    }

    /// <returns>A tenant's keys, the oldest first, dead ones too.</returns>
    /// <param name="tenant">Whose.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<ApiKeyView>> ListAsync(string tenant, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return (await context.ApiKeys.AsNoTracking().Where(row => row.Tenant == tenant).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(ct)).ConvertAll(View);
    }

    /// <summary>Records a key.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="key">The key.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns><see cref="AskOutcome.Unknown"/>: there is no such tenant. <see cref="AskOutcome.Refused"/>: it has <see cref="MostLive"/> of that label.</returns>
    public Task<(AskOutcome Outcome, ApiKeyView? Key)> CreateAsync(string tenant, NewKey key, Origin by, CancellationToken ct) => database.WriteAsync<(AskOutcome, ApiKeyView?)>(async context =>
    {
        var now = await database.NowAsync(context, ct);
        if (await tenants.LockAsync(context, tenant, ct) is null)
            return (AskOutcome.Unknown, null);
        if (await context.ApiKeys.Where(row => row.Tenant == tenant && row.Label == key.Label).CountAsync(IsLive(now), ct) >= MostLive)
            return (AskOutcome.Refused, null);
        var made = new ApiKeyRow
        {
            Id = key.Id,
            Tenant = tenant,
            Label = key.Label,
            Hash = key.Hash,
            Scopes = string.Join(',', key.Scopes.Distinct().Order()),
            CreatedAt = now,
            ExpiresAt = key.ExpiresAt?.ToUnixTimeMilliseconds(),
        };
        context.ApiKeys.Add(made);
        AuditLog.Note(context, by, now, tenant, "key.create", key.Id, $"{key.Label}: {made.Scopes.ToLowerInvariant()}{(key.ExpiresAt is { } end ? $", until {end:u}" : "")}");
        await context.SaveChangesAsync(ct);
        return (AskOutcome.Done, View(made));
    }, promised: true, ct);

    /// <summary>Makes a key invalid for good. One that is already stays as it is.</summary>
    /// <param name="tenant">Whose it must be.</param>
    /// <param name="id">Which.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>Whether the tenant has such a key.</returns>
    public Task<bool> RevokeAsync(string tenant, string id, Origin by, CancellationToken ct) => database.WriteAsync(async context =>
    {
        var now = await database.NowAsync(context, ct);
        if (await context.ApiKeys.Where(row => row.Id == id && row.Tenant == tenant && row.RevokedAt == null).ExecuteUpdateAsync(row => row.SetProperty(key => key.RevokedAt, now), ct) == 0)
            return await context.ApiKeys.AnyAsync(row => row.Id == id && row.Tenant == tenant, ct);
        AuditLog.Note(context, by, now, tenant, "key.revoke", id);
        await context.SaveChangesAsync(ct);
        return true;
    }, promised: true, ct);

    /// <summary>Writes down that keys were used just now.</summary>
    /// <param name="ids">Which.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task UsedAsync(IReadOnlyCollection<string> ids, CancellationToken ct) => database.WriteAsync(async context =>
    {
        var now = await database.NowAsync(context, ct);
        return await context.ApiKeys.Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(row => row.SetProperty(key => key.LastUsedAt, now), ct);
    }, ct);

    internal static Expression<Func<ApiKeyRow, bool>> IsLive(long now) => key => key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now);

    private static ApiKeyView View(ApiKeyRow row) => new(
        row.Id, row.Tenant, row.Label, [.. row.Scopes.Split(',').Select(Enum.Parse<KeyScope>)], DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        Time(row.ExpiresAt), Time(row.RevokedAt), Time(row.LastUsedAt));

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
