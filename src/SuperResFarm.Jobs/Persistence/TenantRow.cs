namespace SuperResFarm.Jobs.Persistence;

/// <summary>What an operator has said of a tenant. One without a row may do everything.</summary>
internal sealed class TenantRow
{
    public required string Name { get; init; }
    public int? QueuedItems { get; set; }
    public int? OpenJobs { get; set; }
    public double? MegapixelsPerDay { get; set; }
    public long? BytesPerDay { get; set; }

    /// <summary>After how many days jobs that have ended are deleted; null: as the service says.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>A JSON list of prefixes; null: wherever the service may.</summary>
    public string? ReadPrefixes { get; set; }
    public string? WritePrefixes { get; set; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; set; }

    public bool HasQuotas => (QueuedItems, OpenJobs, MegapixelsPerDay, BytesPerDay) is not (null, null, null, null);
}
