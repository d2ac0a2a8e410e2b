namespace SuperResFarm.Jobs.Tenants;

/// <summary>A tenant as an operator has set it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Quotas">How much it may have.</param>
/// <param name="ReadPrefixes">Where it may read; null: wherever the service may; empty: nowhere.</param>
/// <param name="WritePrefixes">Where it may write, likewise.</param>
/// <param name="CreatedAt">When it was first set.</param>
/// <param name="ChangedAt">When it was last set.</param>
public sealed record TenantView(
    string Name, Quotas Quotas, IReadOnlyList<string>? ReadPrefixes, IReadOnlyList<string>? WritePrefixes, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    /// <summary>After how many days jobs that have ended are deleted; null: as the service says.</summary>
    public int? RetentionDays { get; init; }
}
