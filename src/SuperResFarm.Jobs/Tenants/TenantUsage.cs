namespace SuperResFarm.Jobs.Tenants;

/// <summary>How much a tenant has, as <see cref="Quotas"/> counts it.</summary>
/// <param name="QueuedItems">Items that have not ended.</param>
/// <param name="OpenJobs">Jobs that have not ended.</param>
/// <param name="MegapixelsToday">Megapixels of results since midnight (UTC).</param>
/// <param name="BytesToday">Bytes of results since midnight (UTC).</param>
public sealed record TenantUsage(long QueuedItems, int OpenJobs, double MegapixelsToday, long BytesToday);
