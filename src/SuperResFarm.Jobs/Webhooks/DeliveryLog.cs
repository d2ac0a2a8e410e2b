using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Webhooks;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Webhooks;

/// <summary>Tells what was delivered, and has it delivered again. Whose webhook it is has been asked before.</summary>
/// <param name="database">Where.</param>
public sealed class DeliveryLog(JobsDatabase database)
{
    /// <returns>Deliveries of a webhook, the newest first.</returns>
    /// <param name="webhook">Whose.</param>
    /// <param name="before">Only older ones than this; null: from the newest.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<DeliveryView>> ListAsync(Guid webhook, Guid? before, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var rows = context.Deliveries.AsNoTracking().Where(row => row.WebhookId == webhook);
        if (before is { } last)
            rows = rows.Where(row => row.Id.CompareTo(last) < 0);
        return (await rows.OrderByDescending(row => row.Id).Take(most).ToListAsync(ct)).ConvertAll(View);
    }

    /// <returns>A delivery of a webhook; null: there is none of that id.</returns>
    public async Task<DeliveryView?> FindAsync(Guid webhook, Guid delivery, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await context.Deliveries.AsNoTracking().SingleOrDefaultAsync(row => row.Id == delivery && row.WebhookId == webhook, ct) is { } row ? View(row) : null;
    }

    /// <summary>Has a delivery tried at once, whatever became of it, under the same id.</summary>
    /// <returns>The delivery; null: there is none of that id.</returns>
    public Task<DeliveryView?> ReplayAsync(Guid webhook, Guid delivery, CancellationToken ct) => ChangeAsync(async (context, now) =>
    {
        if (await context.Deliveries.SingleOrDefaultAsync(row => row.Id == delivery && row.WebhookId == webhook, ct) is not { } row)
            return null;
        row.Again(now);
        await context.SaveChangesAsync(ct);
        return View(row);
    }, ct);

    /// <summary>Has everything told again that happened since a time: of jobs what the log still has, of items all that the webhook wants.</summary>
    /// <param name="tenant">Whose the webhook is.</param>
    /// <param name="webhook">Which.</param>
    /// <param name="since">Since when.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>How many deliveries of the log are pending again, and of how many jobs items are told.</returns>
    public Task<(int Deliveries, int Jobs)> ReplaySinceAsync(string tenant, Guid webhook, DateTimeOffset since, CancellationToken ct) => ChangeAsync(async (context, now) =>
    {
        var from = since.ToUnixTimeMilliseconds();
        var row = await context.Webhooks.AsNoTracking().SingleOrDefaultAsync(one => one.Id == webhook, ct);
        var deliveries = await context.Deliveries
            .Where(one => one.WebhookId == webhook && one.State != DeliveryState.Pending && one.CreatedAt >= from && !one.Event.StartsWith("item."))
            .ExecuteUpdateAsync(one => one
                .SetProperty(to => to.State, DeliveryState.Pending).SetProperty(to => to.Attempts, 0).SetProperty(to => to.DueAt, now).SetProperty(to => to.AskedAt, now)
                .SetProperty(to => to.LastStatus, (int?)null).SetProperty(to => to.LastError, (string?)null), ct);
        // Items are told from their jobs, which know them all: each feed goes back.
        var jobs = row is null || !row.WantsItems ? 0 : await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_feeds (webhook_id, job_id, changed_at, number, looked_at)
            SELECT {webhook}, id, {from - 1}, {int.MaxValue}, 0 FROM jobs WHERE tenant = {tenant} AND changed_at >= {from}
            ON CONFLICT (webhook_id, job_id) DO UPDATE SET looked_at = 0,
                number = CASE WHEN webhook_feeds.changed_at > excluded.changed_at THEN excluded.number ELSE webhook_feeds.number END,
                changed_at = CASE WHEN webhook_feeds.changed_at > excluded.changed_at THEN excluded.changed_at ELSE webhook_feeds.changed_at END
            """, ct);
        return (deliveries, jobs);
    }, ct);

    /// <summary>Has something delivered that tells nothing, so that a receiver can be tried out.</summary>
    public Task<DeliveryView> TestAsync(Guid webhook, CancellationToken ct) => ChangeAsync(async (context, now) =>
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
        var row = new DeliveryRow
        {
            Id = Guid.CreateVersion7(at),
            WebhookId = webhook,
            Event = WebhookEvents.Test,
            Body = new WebhookMessage<WebhookTrial>(WebhookEvents.Test, at, new(webhook)).Json(),
            CreatedAt = now,
            AskedAt = now,
            DueAt = now,
        };
        context.Deliveries.Add(row);
        await context.SaveChangesAsync(ct);
        return View(row);
    }, ct);

    private async Task<T> ChangeAsync<T>(Func<JobsContext, long, Task<T>> change, CancellationToken ct)
    {
        var changed = await database.WriteAsync(async context => await change(context, await database.NowAsync(context, ct)), promised: true, ct);
        database.WebhookBell.Ring();
        return changed;
    }

    private static DeliveryView View(DeliveryRow row) => new(
        row.Id, row.Event, row.JobId, row.State, row.Attempts, Time(row.CreatedAt), row.LastStatus, row.LastError,
        row.LastTryAt is { } tried ? Time(tried) : null, row.State == DeliveryState.Pending ? Time(row.DueAt) : null);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
