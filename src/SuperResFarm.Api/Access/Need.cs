using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Access;

/// <summary>What an endpoint needs.</summary>
/// <param name="Scope">What the caller's key must be allowed.</param>
/// <param name="Action">What the audit log calls it; null: it changes nothing.</param>
internal sealed record Need(KeyScope Scope, string? Action);

/// <summary>Says it of an endpoint.</summary>
internal static class Needs
{
    public static RouteHandlerBuilder NeedsScope(this RouteHandlerBuilder endpoint, KeyScope scope, string? action = null) => endpoint.WithMetadata(new Need(scope, action));
}
