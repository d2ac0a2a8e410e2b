using System.Globalization;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Requests;

/// <summary>What headers and queries say.</summary>
/// <param name="options">Valid options.</param>
internal sealed class RequestFacts(IOptions<ApiOptions> options)
{
    /// <summary>The header that names the tenant where it is trusted.</summary>
    public const string TenantHeader = "X-Tenant";

    /// <summary>The header that makes a repeated submission the same.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Most entries of a page.</summary>
    public const int MostOnPage = 1000;

    private const int UsualOnPage = 100;
    private const int LongestKey = 255;

    /// <returns>Whose request it is.</returns>
    /// <exception cref="ProblemException">The trusted header is missing or no tenant's name.</exception>
    public string TenantOf(HttpContext context)
    {
        if (Caller.Of(context) is { } caller)
            return caller.Tenant;
        if (!options.Value.TrustTenantHeader)
            return options.Value.Tenant;
        return context.Request.Headers[TenantHeader] is [{ } name] && TenantName.IsValid(name) ? name
            : throw ProblemException.Malformed("tenant-invalid", $"The header {TenantHeader} {TenantName.Rule}, once; the gateway in front sets it.");
    }

    /// <returns>Who asks, for the audit log.</returns>
    public static Origin OriginOf(HttpContext context) => new(
        Caller.Of(context)?.KeyId ?? Origin.Nobody, ProblemWriter.TraceIdOf(context), context.Connection.RemoteIpAddress?.ToString() ?? "unknown");

    /// <returns>The key of the submission; null: it has none.</returns>
    /// <exception cref="ProblemException">It is no key.</exception>
    public static string? KeyOf(HttpContext context) => context.Request.Headers[KeyHeader] switch
    {
        [] => null,
        [{ Length: >= 1 and <= LongestKey } key] when key.All(c => c is >= ' ' and <= '~') => key,
        _ => throw ProblemException.Malformed("idempotency-key-invalid", $"The header {KeyHeader} must be 1 to {LongestKey} printable ASCII characters, once."),
    };

    /// <returns>How many entries a page shall have.</returns>
    /// <param name="limit">As given; null: nothing was.</param>
    /// <exception cref="ProblemException">It is out of range.</exception>
    public static int LimitOf(string? limit) =>
        string.IsNullOrEmpty(limit) ? UsualOnPage
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostOnPage ? number
        : throw ProblemException.Malformed("limit-invalid", $"limit must be a whole number from 1 to {MostOnPage}.");
}
