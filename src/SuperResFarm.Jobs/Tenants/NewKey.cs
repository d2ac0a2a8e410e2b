using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>A key that is to be.</summary>
/// <param name="Id">Its public part, 16 characters.</param>
/// <param name="Hash">What is kept of its secret.</param>
/// <param name="Label">What it is for: 1 to 100 characters.</param>
/// <param name="Scopes">What it may do, at least one.</param>
/// <param name="ExpiresAt">From when on it is not valid any more; null: never.</param>
public sealed record NewKey(string Id, byte[] Hash, string Label, IReadOnlyList<KeyScope> Scopes, DateTimeOffset? ExpiresAt);
