using Microsoft.Extensions.Options;
using SuperResFarm.Api.Settings;
using SuperResFarm.Jobs.Tenants;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Access;

/// <summary>Knows where each tenant may read and write: where the service may, and where the tenant may.</summary>
/// <param name="options">Where the service may.</param>
/// <param name="tenants">Where tenants may.</param>
/// <param name="places">Where it may whatever is set.</param>
internal sealed class AccessBook(IOptions<ApiOptions> options, TenantStore tenants, TenantPlaces places)
{
    private readonly AllowedPrefixes? _read = OfService(options.Value.ReadPrefixes);
    private readonly AllowedPrefixes? _write = OfService(options.Value.WritePrefixes);

    /// <returns>Where a tenant may now.</returns>
    /// <param name="tenant">Who.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<AccessRules> OfAsync(string tenant, CancellationToken ct)
    {
        var set = await tenants.FindAsync(tenant, ct);
        return places.Apply(tenant, new AccessRules(Both(_read, AccessRules.Of(set?.ReadPrefixes)), Both(_write, AccessRules.Of(set?.WritePrefixes))));
    }

    // No prefixes in the settings: everywhere. No prefixes of a tenant: nowhere.
    private static AllowedPrefixes? OfService(IReadOnlyList<string> prefixes) => AccessRules.Of(prefixes.Count == 0 ? null : prefixes);

    private static AllowedPrefixes? Both(AllowedPrefixes? service, AllowedPrefixes? tenant) => service?.And(tenant) ?? tenant;
}
