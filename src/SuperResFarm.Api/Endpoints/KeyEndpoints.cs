using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Keys of tenants: make, list, revoke.</summary>
internal static class KeyEndpoints
{
    private const int LongestBody = 1 << 14;

    public static void Map(RouteGroupBuilder keys)
    {
        keys.MapPost("", CreateAsync).NeedsScope(KeyScope.Admin, "key.create")
            .Says("createKey", "Makes a key and shows it, this once.", "Two live keys of a tenant may have the same label, so that one can be changed for another without a pause.")
            .Accepts<KeyRequest>("application/json").Produces<NewKeyBody>(StatusCodes.Status201Created)
            .Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        keys.MapGet("", ListAsync).NeedsScope(KeyScope.Admin)
            .Says("listKeys", "Lists a tenant's keys, dead ones too, without their secrets.").Produces<Page<KeyBody>>().Fails(StatusCodes.Status404NotFound);
        keys.MapDelete("{key}", RevokeAsync).NeedsScope(KeyScope.Admin, "key.revoke")
            .Says("revokeKey", "Makes a key invalid for good; within five seconds no replica takes it any more.").Produces(StatusCodes.Status204NoContent)
            .Fails(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, string name, KeyStore keys, KeyHasher hasher, TimeProvider time, CancellationToken ct)
    {
        TenantRules.Name(name);
        var request = await BodyReader.SmallJsonAsync<KeyRequest>(context, LongestBody, ct);
        TenantRules.Check(request, time.GetUtcNow());
        var key = KeyText.Create();
        var (outcome, made) = await keys.CreateAsync(
            name, new NewKey(key.Id, hasher.Hash(key), request.Label, request.Scopes, request.ExpiresAt), RequestFacts.OriginOf(context), ct);
        return outcome switch
        {
            AskOutcome.Done when made is not null => TypedResults.Created(
                $"{context.Request.PathBase}/v1/admin/tenants/{name}/keys/{key.Id}", new NewKeyBody(key.Reveal(), made.Body(time.GetUtcNow()))),
            AskOutcome.Refused => throw new ProblemException(StatusCodes.Status409Conflict, "keys-enough",
                $"The tenant {name} has {KeyStore.MostLive} live keys labelled '{request.Label}'; revoke one of them first, or give another label."),
            _ => throw TenantEndpoints.NoSuchTenant(name),
        };
    }

    private static async Task<IResult> ListAsync(string name, TenantStore tenants, KeyStore keys, TimeProvider time, CancellationToken ct)
    {
        if (await tenants.FindAsync(TenantRules.Name(name), ct) is null)
            throw TenantEndpoints.NoSuchTenant(name);
        return TypedResults.Ok(new Page<KeyBody>([.. (await keys.ListAsync(name, ct)).Select(key => key.Body(time.GetUtcNow()))]));
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, string name, string key, KeyStore keys, CancellationToken ct) =>
        await keys.RevokeAsync(TenantRules.Name(name), key, RequestFacts.OriginOf(context), ct) ? TypedResults.NoContent()
            : throw new ProblemException(StatusCodes.Status404NotFound, "key-unknown", $"The tenant {name} has no such key; GET /v1/admin/tenants/{name}/keys lists those it has.");
}
