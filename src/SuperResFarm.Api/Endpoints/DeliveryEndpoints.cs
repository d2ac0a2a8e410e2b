using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Deliveries of a webhook: the log, trying one out, delivering again.</summary>
internal static class DeliveryEndpoints
{
    private const char Listing = 'd';

    public static void Map(RouteGroupBuilder webhooks)
    {
        webhooks.MapPost("{id:guid}/test", TestAsync)
            .NeedsScope(KeyScope.Submit, "webhook.test").Says("testWebhook", "Sends a webhook.test event.", "The answer is the delivery before its first try; ask for it again to see what became of it.")
            .Produces<DeliveryBody>(StatusCodes.Status202Accepted).Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        webhooks.MapGet("{id:guid}/deliveries", ListAsync)
            .NeedsScope(KeyScope.Read).Says("listDeliveries", "Lists deliveries of a webhook, the newest first.").Produces<Page<DeliveryBody>>().Fails(StatusCodes.Status404NotFound);
        webhooks.MapGet("{id:guid}/deliveries/{delivery:guid}", GetAsync)
            .NeedsScope(KeyScope.Read).Says("getDelivery", "Tells how a delivery stands.").Produces<DeliveryBody>().Fails(StatusCodes.Status404NotFound);
        webhooks.MapPost("{id:guid}/deliveries/{delivery:guid}/replay", ReplayAsync)
            .NeedsScope(KeyScope.Submit, "webhook.replay").Says("replayDelivery", "Delivers once more, under the same id.")
            .Produces<DeliveryBody>(StatusCodes.Status202Accepted).Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        webhooks.MapPost("{id:guid}/replay", ReplaySinceAsync)
            .NeedsScope(KeyScope.Submit, "webhook.replay").Says("replayWebhook", "Delivers everything once more that happened since a time, each under the id it had.",
                "Of jobs what the log still has; of items everything that the webhook wants, also from before it was made.")
            .Produces<ReplayBody>(StatusCodes.Status202Accepted).Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Guid id, string? limit, string? cursor, RequestFacts facts, WebhookStore store, DeliveryLog log, CancellationToken ct)
    {
        var most = RequestFacts.LimitOf(limit);
        var before = Cursor.Read<Guid>(Listing, cursor, place => Guid.TryParseExact(place, "N", out var last) ? last : null);
        var webhook = await WebhookEndpoints.FindAsync(context, id, facts, store, ct);
        var deliveries = await log.ListAsync(webhook.Id, before, most + 1, ct);
        return TypedResults.Ok(new Page<DeliveryBody>([.. deliveries.Take(most).Select(delivery => delivery.Body())],
            deliveries.Count > most ? Cursor.Of(Listing, deliveries[most - 1].Id.ToString("N")) : null));
    }

    private static async Task<IResult> GetAsync(HttpContext context, Guid id, Guid delivery, RequestFacts facts, WebhookStore store, DeliveryLog log, CancellationToken ct)
    {
        var webhook = await WebhookEndpoints.FindAsync(context, id, facts, store, ct);
        return TypedResults.Ok((await log.FindAsync(webhook.Id, delivery, ct) ?? throw NoSuchDelivery(delivery)).Body());
    }

    private static async Task<IResult> TestAsync(HttpContext context, Guid id, RequestFacts facts, WebhookStore store, DeliveryLog log, CancellationToken ct)
    {
        var webhook = await EnabledAsync(context, id, facts, store, ct);
        return Accepted(context, webhook, await log.TestAsync(webhook.Id, ct));
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, Guid id, Guid delivery, RequestFacts facts, WebhookStore store, DeliveryLog log, CancellationToken ct)
    {
        var webhook = await EnabledAsync(context, id, facts, store, ct);
        return Accepted(context, webhook, await log.ReplayAsync(webhook.Id, delivery, ct) ?? throw NoSuchDelivery(delivery));
    }

    private static async Task<IResult> ReplaySinceAsync(HttpContext context, Guid id, string? since, RequestFacts facts, WebhookStore store, DeliveryLog log, CancellationToken ct)
    {
        if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from) || from < DateTimeOffset.UnixEpoch)
            throw ProblemException.Malformed("since-invalid", "since must be a time after 1970 as 2026-11-30T08:00:00Z.");
        var webhook = await EnabledAsync(context, id, facts, store, ct);
        var (deliveries, jobs) = await log.ReplaySinceAsync(facts.TenantOf(context), webhook.Id, from, ct);
        return TypedResults.Accepted((string?)null, new ReplayBody(deliveries, jobs));
    }

    private static async Task<WebhookView> EnabledAsync(HttpContext context, Guid id, RequestFacts facts, WebhookStore store, CancellationToken ct) =>
        await WebhookEndpoints.FindAsync(context, id, facts, store, ct) is { Enabled: true } webhook ? webhook
            : throw new ProblemException(StatusCodes.Status409Conflict, "webhook-disabled", $"Webhook {id} is disabled and gets nothing; enable it first (PATCH with enabled: true).");

    private static Accepted<DeliveryBody> Accepted(HttpContext context, WebhookView webhook, DeliveryView delivery) =>
        TypedResults.Accepted($"{context.Request.PathBase}/v1/webhooks/{webhook.Id}/deliveries/{delivery.Id}", delivery.Body());

    private static ProblemException NoSuchDelivery(Guid id) =>
        new(StatusCodes.Status404NotFound, "delivery-unknown", $"There is no delivery {id} of this webhook; those that are done are forgotten after a while.");
}
