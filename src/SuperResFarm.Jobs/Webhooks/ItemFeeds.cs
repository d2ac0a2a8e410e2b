using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Webhooks;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Webhooks;

/// <summary>
/// Tells webhooks of single items. A job of a million items makes no million rows: for each webhook and job there is a place in the order in which items
/// end, and deliveries are written from there only while few wait.
/// </summary>
/// <param name="database">Where.</param>
public sealed class ItemFeeds(JobsDatabase database)
{
    private const int Page = 100;

    /// <summary>Writes the next deliveries of the feed that has waited longest. Several processes may do so at once.</summary>
    /// <param name="waiting">How many deliveries of a webhook may wait before no more are written.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>Whether there was a feed with something to tell; there may be more.</returns>
    public async Task<bool> TurnAsync(int waiting, CancellationToken ct)
    {
        // A look first, so that whoever writes on SQLite need not wait for nothing.
        await using (var context = database.Dialect.Open())
            if (!await context.Webhooks.AnyAsync(webhook => webhook.Enabled && webhook.Events.Contains("item."), ct) || (await FeedsAsync(context, waiting, ct)).Count == 0)
                return false;
        return await database.WriteAsync(async context =>
        {
            if (await FeedsAsync(context, waiting, ct) is not [var feed])
                return false;
            await TellAsync(context, feed, ct);
            await context.SaveChangesAsync(ct);
            return true;
        }, ct);
    }

    private Task<List<FeedRow>> FeedsAsync(JobsContext context, int waiting, CancellationToken ct) =>
        context.Feeds.FromSqlRaw(database.Dialect.Sql.Feed, waiting).ToListAsync(ct);

    private async Task TellAsync(JobsContext context, FeedRow feed, CancellationToken ct)
    {
        var webhook = await context.Webhooks.AsNoTracking().SingleAsync(row => row.Id == feed.WebhookId, ct);
        // Before the items: whatever ends after this look has a later time than the job shows now.
        if (await context.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == feed.JobId, ct) is not { } job)
        {
            context.Feeds.Remove(feed);   // it was deleted just now
            return;
        }
        var (first, last) = (webhook.Wants(WebhookEvents.ItemSucceeded) ? ItemState.Succeeded : ItemState.Failed, webhook.Wants(WebhookEvents.ItemFailed) ? ItemState.Failed : ItemState.Succeeded);
        var items = await context.Items.FromSqlRaw(Statements.EndedAs, feed.JobId, feed.ChangedAt, feed.Number, Page, (int)first, (int)last).AsNoTracking().ToListAsync(ct);
        var now = await database.NowAsync(context, ct);
        var fresh = items.ConvertAll(item => Delivery(webhook.Id, item, now));
        var ids = fresh.ConvertAll(delivery => delivery.Id);
        var known = await context.Deliveries.Where(delivery => ids.Contains(delivery.Id)).ToDictionaryAsync(delivery => delivery.Id, ct);
        foreach (var again in known.Values.Where(delivery => delivery.State != DeliveryState.Pending))
            again.Again(now);
        context.Deliveries.AddRange(fresh.Where(delivery => !known.ContainsKey(delivery.Id)));
        if (items is [.., { } end])
            (feed.ChangedAt, feed.Number) = (end.ChangedAt, end.Number);
        if (items.Count < Page && feed.ChangedAt <= job.ChangedAt)
            (feed.ChangedAt, feed.Number) = (job.ChangedAt, int.MaxValue);
        feed.LookedAt = now;
        if (items.Count < Page && job.FinishedAt is not null)
            context.Feeds.Remove(feed);
    }

    private static DeliveryRow Delivery(Guid webhook, ItemRow item, long now)
    {
        var name = item.State == ItemState.Succeeded ? WebhookEvents.ItemSucceeded : WebhookEvents.ItemFailed;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(item.ChangedAt);
        return new()
        {
            Id = DeliveryId.Of(webhook, name, item.JobId, item.Number, item.ChangedAt),
            WebhookId = webhook,
            Event = name,
            JobId = item.JobId,
            Body = new WebhookMessage<WebhookItem>(name, at, Facts(item, at)).Json(),
            CreatedAt = now,
            AskedAt = now,
            DueAt = now,
        };
    }

    private static WebhookItem Facts(ItemRow item, DateTimeOffset at) => new(
        item.JobId, item.Number, item.State.ToString().ToLowerInvariant(), item.Attempt, Plain(item.Source), item.Target.Length > 0 ? Plain(item.Target) : null, at,
        item.Result is null ? null : JsonSerializer.Deserialize<ItemResult>(item.Result), item.State == ItemState.Failed ? item.Failure?.Spelled() : null);

    // A list may have given a presigned link for a source; a key of an object may have a question mark of its own.
    private static string Plain(string address) =>
        address.StartsWith("s3://", StringComparison.Ordinal) || address.IndexOfAny(['?', '#']) is not (>= 0 and var end) ? address : address[..end];
}
