namespace SuperResFarm.Jobs.Persistence;

/// <summary>An idempotency key that was used.</summary>
internal sealed class KeyRow
{
    public required string Tenant { get; init; }
    public required string Key { get; init; }
    public required string RequestHash { get; init; }
    public Guid JobId { get; init; }
    public long CreatedAt { get; init; }
}
