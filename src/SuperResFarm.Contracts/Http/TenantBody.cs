namespace SuperResFarm.Contracts.Http;

/// <summary>A tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Quotas">How much it may have.</param>
/// <param name="Usage">How much it has.</param>
/// <param name="CreatedAt">When it was first set.</param>
/// <param name="ChangedAt">When it was last set.</param>
/// <param name="ReadPrefixes">Where it may read; null: wherever the service may; empty: nowhere.</param>
/// <param name="WritePrefixes">Where it may write, likewise.</param>
public sealed record TenantBody(
    string Name, QuotasBody Quotas, UsageBody Usage, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    IReadOnlyList<string>? ReadPrefixes = null, IReadOnlyList<string>? WritePrefixes = null)
{
    /// <summary>After how many days jobs that have ended are deleted; absent: as the service says.</summary>
    public int? RetentionDays { get; init; }
}

/// <summary>Body of <c>PUT /v1/admin/tenants/{name}</c>: everything that is set of a tenant. What is left out is not limited.</summary>
public sealed record TenantRequest
{
    /// <summary>How much it may have.</summary>
    public QuotasBody Quotas { get; init; } = new();

    /// <summary>Where it may read: <c>s3://bucket/folder/</c> or <c>s3://bucket/</c>, 100 at most; empty: nowhere.</summary>
    public IReadOnlyList<string>? ReadPrefixes { get; init; }

    /// <summary>Where it may write, likewise.</summary>
    public IReadOnlyList<string>? WritePrefixes { get; init; }

    /// <summary>After how many days jobs that have ended are deleted, 1 to 36 500; null: as the service says.</summary>
    public int? RetentionDays { get; init; }
}

/// <summary>How much a tenant may have; what is left out is not limited.</summary>
/// <param name="QueuedItems">Items that have not ended, over all its jobs: 0 to 1 000 000 000.</param>
/// <param name="OpenJobs">Jobs that have not ended: 0 to 1 000 000.</param>
/// <param name="MegapixelsPerDay">Megapixels of results in a day (UTC), above 0. Counted when they are reported: over it nothing more is accepted.</param>
/// <param name="BytesPerDay">Bytes of results in a day (UTC), above 0, likewise.</param>
public sealed record QuotasBody(int? QueuedItems = null, int? OpenJobs = null, double? MegapixelsPerDay = null, long? BytesPerDay = null);

/// <summary>How much a tenant has.</summary>
/// <param name="QueuedItems">Items that have not ended.</param>
/// <param name="OpenJobs">Jobs that have not ended.</param>
/// <param name="MegapixelsToday">Megapixels of results since midnight (UTC).</param>
/// <param name="BytesToday">Bytes of results since midnight (UTC).</param>
public sealed record UsageBody(long QueuedItems, int OpenJobs, double MegapixelsToday, long BytesToday = 0);
