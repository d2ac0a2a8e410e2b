namespace SuperResFarm.Jobs.Persistence;

/// <summary>A key, of which only a keyed hash of its secret is kept.</summary>
internal sealed class ApiKeyRow
{
    public required string Id { get; init; }
    public required string Tenant { get; init; }
    public required string Label { get; init; }
    public required byte[] Hash { get; init; }

    /// <summary>Words with commas between them.</summary>
    public required string Scopes { get; init; }
    public long CreatedAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long? RevokedAt { get; set; }
    public long? LastUsedAt { get; set; }
}
