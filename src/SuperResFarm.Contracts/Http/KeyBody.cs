namespace SuperResFarm.Contracts.Http;

/// <summary>A key, without its secret.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Tenant">Whose requests it makes.</param>
/// <param name="Label">What it is for.</param>
/// <param name="State"><c>live</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is not valid any more.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="LastUsedAt">When it was last used, to the minute.</param>
public sealed record KeyBody(
    string Id, string Tenant, string Label, string State, IReadOnlyList<KeyScope> Scopes, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt = null, DateTimeOffset? RevokedAt = null, DateTimeOffset? LastUsedAt = null);

/// <summary>A key that was just made. This is the only time that it is shown.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Facts">What is known of it from now on.</param>
public sealed record NewKeyBody(string Key, KeyBody Facts);

/// <summary>Body of <c>POST /v1/admin/tenants/{name}/keys</c>.</summary>
/// <param name="Scopes">What it may do, at least one.</param>
public sealed record KeyRequest(IReadOnlyList<KeyScope> Scopes)
{
    /// <summary>What it is for: 1 to 100 characters. Two live keys of a tenant may have the same, so that one can be changed for another without a pause.</summary>
    public string Label { get; init; } = "default";

    /// <summary>From when on it is not valid any more; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
