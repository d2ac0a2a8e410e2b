using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Webhooks;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Webhooks: make, list, look at, change, remove, give a new secret.</summary>
internal static class WebhookEndpoints
{
    public static void Map(RouteGroupBuilder webhooks)
    {
        webhooks.MapPost("", AddAsync)
            .NeedsScope(KeyScope.Submit, "webhook.add").Says("addWebhook", "Makes a webhook: events of your jobs are posted to an address from now on, signed by Standard Webhooks.",
                "The answer has the secret, and no other ever will. An address must be public, with https on port 443, unless the farm allows more.")
            .Accepts<WebhookRequest>("application/json").Produces<WebhookBody>(StatusCodes.Status201Created)
            .Fails(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        webhooks.MapGet("", async (HttpContext context, RequestFacts facts, WebhookStore store, CancellationToken ct) =>
                TypedResults.Ok(new Page<WebhookBody>([.. (await store.ListAsync(facts.TenantOf(context), ct)).Select(webhook => webhook.Body())])))
            .NeedsScope(KeyScope.Read).Says("listWebhooks", "Lists webhooks, the oldest first, all on one page.").Produces<Page<WebhookBody>>().Fails();
        webhooks.MapGet("{id:guid}", async (HttpContext context, Guid id, RequestFacts facts, WebhookStore store, CancellationToken ct) =>
                TypedResults.Ok((await FindAsync(context, id, facts, store, ct)).Body()))
            .NeedsScope(KeyScope.Read).Says("getWebhook", "Tells how a webhook stands.").Produces<WebhookBody>().Fails(StatusCodes.Status404NotFound);
        webhooks.MapPatch("{id:guid}", ChangeAsync)
            .NeedsScope(KeyScope.Submit, "webhook.change").Says("changeWebhook", "Changes what is given of a webhook; enabled: true enables one that was disabled.")
            .Accepts<WebhookChange>("application/json").Produces<WebhookBody>()
            .Fails(StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        webhooks.MapDelete("{id:guid}", async (HttpContext context, Guid id, RequestFacts facts, WebhookStore store, CancellationToken ct) =>
                await store.RemoveAsync(facts.TenantOf(context), id, RequestFacts.OriginOf(context), ct) ? TypedResults.NoContent() : throw NoSuchWebhook(id))
            .NeedsScope(KeyScope.Submit, "webhook.remove").Says("removeWebhook", "Forgets a webhook with its deliveries.").Produces(StatusCodes.Status204NoContent).Fails(StatusCodes.Status404NotFound);
        webhooks.MapPost("{id:guid}/rotate", RotateAsync)
            .NeedsScope(KeyScope.Submit, "webhook.rotate").Says("rotateWebhook", "Gives a webhook a new secret, which the answer has.", "The old one signs beside it for a day, so that receivers can change over.")
            .Produces<WebhookBody>().Fails(StatusCodes.Status404NotFound);
    }

    /// <returns>A webhook of the sender's.</returns>
    /// <exception cref="ProblemException">There is none: nobody learns of those of others.</exception>
    public static async Task<WebhookView> FindAsync(HttpContext context, Guid id, RequestFacts facts, WebhookStore store, CancellationToken ct) =>
        await store.FindAsync(facts.TenantOf(context), id, ct) ?? throw NoSuchWebhook(id);

    private static async Task<IResult> AddAsync(
        HttpContext context, WebhookRules rules, SecretBox box, RequestFacts facts, WebhookStore store, IOptions<WebhookOptions> options, IOptions<ApiOptions> limits, TimeProvider time,
        CancellationToken ct)
    {
        var (tenant, request) = (facts.TenantOf(context), await ReadAsync<WebhookRequest>(context, limits.Value, ct));
        rules.Check(request);
        var (id, secret, most) = (Guid.CreateVersion7(time.GetUtcNow()), WebhookSecret.New(), options.Value.MaxPerTenant);
        var webhook = await store.AddAsync(new NewWebhook(id, tenant, request.Url, request.Events, request.Description, box.Seal(id, secret)), most, RequestFacts.OriginOf(context), ct)
            ?? throw new ProblemException(StatusCodes.Status409Conflict, "webhooks-too-many", $"There are {most} webhooks already; remove one, or let one of them have more events.");
        return TypedResults.Created($"{context.Request.PathBase}/v1/webhooks/{id}", webhook.Body() with { Secret = secret });
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, Guid id, WebhookRules rules, RequestFacts facts, WebhookStore store, IOptions<ApiOptions> limits, CancellationToken ct)
    {
        var tenant = (await FindAsync(context, id, facts, store, ct), facts.TenantOf(context)).Item2;
        var change = await ReadAsync<WebhookChange>(context, limits.Value, ct);
        rules.Check(change);
        return TypedResults.Ok((await store.ChangeAsync(tenant, id, change, RequestFacts.OriginOf(context), ct) ?? throw NoSuchWebhook(id)).Body());
    }

    private static async Task<IResult> RotateAsync(
        HttpContext context, Guid id, SecretBox box, RequestFacts facts, WebhookStore store, IOptions<WebhookOptions> options, CancellationToken ct)
    {
        var secret = WebhookSecret.New();
        var webhook = await store.RotateAsync(facts.TenantOf(context), id, box.Seal(id, secret), options.Value.Overlap, RequestFacts.OriginOf(context), ct) ?? throw NoSuchWebhook(id);
        return TypedResults.Ok(webhook.Body() with { Secret = secret });
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, ApiOptions limits, CancellationToken ct)
        where T : class
    {
        if (BodyReader.KindOf(context.Request) is not null)
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "media-type-unsupported", "The body is a list of images; send application/json.");
        BodyReader.Limit(context, limits.MaxBodyBytes);
        return await BodyReader.JsonAsync<T>(context.Request, ct);
    }

    private static ProblemException NoSuchWebhook(Guid id) => new(StatusCodes.Status404NotFound, "webhook-unknown", $"There is no webhook {id}.");
}
