using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Endpoints;

/// <summary>What is stored of tenants, as it is told to operators.</summary>
internal static class AdminBodies
{
    public static TenantBody Body(this TenantView tenant, TenantUsage usage) => new(
        tenant.Name, new QuotasBody(tenant.Quotas.QueuedItems, tenant.Quotas.OpenJobs, tenant.Quotas.MegapixelsPerDay, tenant.Quotas.BytesPerDay),
        new UsageBody(usage.QueuedItems, usage.OpenJobs, usage.MegapixelsToday, usage.BytesToday), tenant.CreatedAt, tenant.ChangedAt, tenant.ReadPrefixes, tenant.WritePrefixes)
    {
        RetentionDays = tenant.RetentionDays,
    };

    public static KeyBody Body(this ApiKeyView key, DateTimeOffset now) => new(
        key.Id, key.Tenant, key.Label, key.RevokedAt is not null ? "revoked" : key.IsLive(now) ? "live" : "expired", key.Scopes, key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.LastUsedAt);

    public static AuditBody Body(this AuditEntry entry) => new(
        entry.Id, entry.At, entry.By.Actor, entry.Tenant, entry.Action, entry.Target, entry.Result, entry.By.Request, entry.By.Address, entry.Detail);
}
