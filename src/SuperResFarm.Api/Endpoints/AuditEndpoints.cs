using System.Globalization;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Endpoints;

/// <summary>The audit log.</summary>
internal static class AuditEndpoints
{
    private const char Listing = 'a';

    public static void Map(RouteGroupBuilder admin) => admin.MapGet("/audit", ListAsync).NeedsScope(KeyScope.Admin)
        .Says("listAudit", "Lists who did what, the newest first. No entry is ever changed or deleted.").WithTags("Audit").Produces<Page<AuditBody>>().Fails();

    private static async Task<IResult> ListAsync(string? tenant, string? limit, string? cursor, AuditLog log, CancellationToken ct)
    {
        var most = RequestFacts.LimitOf(limit);
        var before = Cursor.Read<long>(Listing, cursor, place => long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
        var entries = await log.ListAsync(string.IsNullOrEmpty(tenant) ? null : tenant, before, most + 1, ct);
        return TypedResults.Ok(new Page<AuditBody>([.. entries.Take(most).Select(entry => entry.Body())],
            entries.Count > most ? Cursor.Of(Listing, entries[most - 1].Id.ToString(CultureInfo.InvariantCulture)) : null));
    }
}
