using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Requests;

/// <summary>Whose key a request came with.</summary>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record Caller(string KeyId, string Tenant, IReadOnlyList<KeyScope> Scopes)
{
    /// <returns>The caller; null: it has no key, and needs none.</returns>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
