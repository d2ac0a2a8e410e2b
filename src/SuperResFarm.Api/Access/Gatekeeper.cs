using Microsoft.Extensions.Options;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Access;

/// <summary>Stands before every endpoint of <c>/v1</c>: finds out who asks, counts the request, and lets in who may.</summary>
internal sealed class Gatekeeper(KeyRing ring, RateGate rate, RefusalAudit audit, IOptions<ApiOptions> options)
{
    /// <summary>Lets a request in.</summary>
    /// <exception cref="ProblemException">401, 403 or 429: it may not be.</exception>
    public async Task InvokeAsync(HttpContext context, RequestDelegate endpoint, Need need)
    {
        var caller = await CallerOfAsync(context, need);
        context.Features.Set(caller);
        rate.Enter(context, caller?.Tenant ?? (context.Request.Headers[RequestFacts.TenantHeader] is [{ } name] && options.Value.TrustTenantHeader && TenantName.IsValid(name) ? name : options.Value.Tenant));
        await audit.InvokeAsync(context, need, () => caller is null || caller.Scopes.Contains(need.Scope) ? endpoint(context) : throw Lacks(caller, need.Scope));
    }

    private async Task<Caller?> CallerOfAsync(HttpContext context, Need need)
    {
        var (keys, text) = (options.Value.Keys, KeyHeaders.TextOf(context.Request));
        // Where no keys are asked for, other texts in these headers mean something to others.
        if (text is null || !keys.HasPepper || !keys.Required && !text.StartsWith(KeyText.Mark, StringComparison.Ordinal))
        {
            if (keys.Required || need.Scope == KeyScope.Admin)
                throw Missing(need.Scope);
            return null;
        }
        return KeyText.Parse(text) is { } key && await ring.FindAsync(key, context.RequestAborted) is { } caller ? caller : throw Invalid();
    }

    private static ProblemException Missing(KeyScope scope) => new(StatusCodes.Status401Unauthorized, "key-missing",
        scope == KeyScope.Admin
            ? "This needs a key with the scope admin; send it as Authorization: Bearer srf_... The operator's first one is in the file that Api:Keys:BootstrapFile names."
            : "This needs a key; send it as Authorization: Bearer srf_... Whoever administers the farm makes them.")
    {
        Headers = [("WWW-Authenticate", "Bearer")],
    };

    private static ProblemException Invalid() => new(StatusCodes.Status401Unauthorized, "key-invalid",
        "The key is not valid: it is not known, has expired, or was revoked. Ask whoever administers the farm for another one.")
    {
        Headers = [("WWW-Authenticate", "Bearer error=\"invalid_token\"")],
    };

    private static ProblemException Lacks(Caller caller, KeyScope scope) => new(StatusCodes.Status403Forbidden, "scope-missing",
        $"The key {caller.KeyId} lacks the scope {scope.ToString().ToLowerInvariant()}; use another one, or ask whoever administers the farm.");
}
