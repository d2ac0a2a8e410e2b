using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>A key, without its secret.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Tenant">Whose requests it makes.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is not valid any more; null: that is not set.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null: never.</param>
public sealed record ApiKeyView(
    string Id, string Tenant, string Label, IReadOnlyList<KeyScope> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    /// <returns>Whether it is valid at a time.</returns>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}
