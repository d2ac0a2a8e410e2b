namespace SuperResFarm.Jobs.Persistence;

/// <summary>What a tenant has had in a day.</summary>
internal sealed class UsageRow
{
    public required string Tenant { get; init; }

    /// <summary>Days since 1970-01-01, UTC.</summary>
    public long Day { get; init; }
    public double Megapixels { get; set; }
    public long Bytes { get; set; }
}
