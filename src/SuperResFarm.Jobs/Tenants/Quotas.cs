namespace SuperResFarm.Jobs.Tenants;

/// <summary>How much a tenant may have; null: as much as it wants.</summary>
/// <param name="QueuedItems">Items that have not ended, over all its jobs.</param>
/// <param name="OpenJobs">Jobs that have not ended.</param>
/// <param name="MegapixelsPerDay">Megapixels of results in a day (UTC). Counted when they are reported, so what was accepted before may go beyond it; nothing is accepted after.</param>
/// <param name="BytesPerDay">Bytes of results in a day, likewise.</param>
public sealed record Quotas(int? QueuedItems = null, int? OpenJobs = null, double? MegapixelsPerDay = null, long? BytesPerDay = null);
