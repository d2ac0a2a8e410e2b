using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Tenants: list, look at, set, remove.</summary>
internal static class TenantEndpoints
{
    private const char Listing = 't';
    private const int LongestBody = 1 << 18;

    public static void Map(RouteGroupBuilder tenants)
    {
        tenants.MapGet("", ListAsync).NeedsScope(KeyScope.Admin)
            .Says("listTenants", "Lists tenants by name, with their quotas and what they have of them.").Produces<Page<TenantBody>>().Fails();
        tenants.MapGet("{name}", GetAsync).NeedsScope(KeyScope.Admin)
            .Says("getTenant", "Tells how a tenant stands.").Produces<TenantBody>().Fails(StatusCodes.Status404NotFound);
        tenants.MapPut("{name}", SetAsync).NeedsScope(KeyScope.Admin, "tenant.set")
            .Says("setTenant", "Sets everything of a tenant, which is made when it is missing.", "What is left out of the body is not limited. Jobs that were accepted before go on.")
            .Accepts<TenantRequest>("application/json").Produces<TenantBody>().Produces<TenantBody>(StatusCodes.Status201Created)
            .Fails(StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        tenants.MapDelete("{name}", RemoveAsync).NeedsScope(KeyScope.Admin, "tenant.remove")
            .Says("removeTenant", "Forgets what was set of a tenant, and its dead keys. Its jobs stay.").Produces(StatusCodes.Status204NoContent)
            .Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    /// <returns>404: nobody has set anything of that tenant.</returns>
    public static ProblemException NoSuchTenant(string name) => new(StatusCodes.Status404NotFound, "tenant-unknown", $"There is no tenant {name}; PUT /v1/admin/tenants/{name} makes it.");

    private static async Task<IResult> ListAsync(string? limit, string? cursor, TenantStore tenants, CancellationToken ct)
    {
        var most = RequestFacts.LimitOf(limit);
        var after = Cursor.ReadText(Listing, cursor);
        var found = await tenants.ListAsync(after, most + 1, ct);
        var bodies = new List<TenantBody>();
        foreach (var tenant in found.Take(most))
            bodies.Add(tenant.Body(await tenants.UsageAsync(tenant.Name, ct)));
        return TypedResults.Ok(new Page<TenantBody>(bodies, found.Count > most ? Cursor.Of(Listing, bodies[^1].Name) : null));
    }

    private static async Task<IResult> GetAsync(string name, TenantStore tenants, CancellationToken ct) =>
        await tenants.FindAsync(TenantRules.Name(name), ct) is { } tenant ? TypedResults.Ok(tenant.Body(await tenants.UsageAsync(name, ct))) : throw NoSuchTenant(name);

    private static async Task<IResult> SetAsync(HttpContext context, string name, TenantStore tenants, CancellationToken ct)
    {
        TenantRules.Name(name);
        var request = await BodyReader.SmallJsonAsync<TenantRequest>(context, LongestBody, ct);
        TenantRules.Check(request);
        var quotas = new Quotas(request.Quotas.QueuedItems, request.Quotas.OpenJobs, request.Quotas.MegapixelsPerDay, request.Quotas.BytesPerDay);
        var (tenant, made) = await tenants.SetAsync(name, quotas, request.ReadPrefixes, request.WritePrefixes, request.RetentionDays, RequestFacts.OriginOf(context), ct);
        var body = tenant.Body(await tenants.UsageAsync(name, ct));
        return made ? TypedResults.Created($"{context.Request.PathBase}/v1/admin/tenants/{name}", body) : TypedResults.Ok(body);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string name, TenantStore tenants, CancellationToken ct) =>
        await tenants.RemoveAsync(TenantRules.Name(name), RequestFacts.OriginOf(context), ct) switch
        {
            AskOutcome.Done => TypedResults.NoContent(),
            AskOutcome.Refused => throw new ProblemException(StatusCodes.Status409Conflict, "tenant-in-use",
                $"The tenant {name} has live keys or open jobs; revoke the keys, and let the jobs end or cancel them."),
            _ => throw NoSuchTenant(name),
        };
}
