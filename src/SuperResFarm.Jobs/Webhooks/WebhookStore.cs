using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Webhooks;

/// <summary>
/// Knows the webhooks. What it is given has been checked; secrets are kept as they come and leave only to be signed with. The audit log tells who changed what,
/// of an address its host alone, for the rest of it may be a secret of the receiver's.
/// </summary>
/// <param name="database">Where.</param>
public sealed class WebhookStore(JobsDatabase database)
{
    /// <summary>Makes a webhook. It is told what happens from now on, also of jobs that are under way.</summary>
    /// <param name="fresh">The webhook.</param>
    /// <param name="most">How many a tenant may have.</param>
    /// <param name="by">Who asks, for the audit log; null: it is not written there.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>The webhook; null: the tenant has as many already.</returns>
    public Task<WebhookView?> AddAsync(NewWebhook fresh, int most, Origin? by, CancellationToken ct) => database.WriteAsync(async context =>
    {
        if (await context.Webhooks.CountAsync(row => row.Tenant == fresh.Tenant, ct) >= most)
            return null;
        var now = await database.NowAsync(context, ct);
        var webhook = new WebhookRow
        {
            Id = fresh.Id,
            Tenant = fresh.Tenant,
            Url = fresh.Url,
            Events = string.Join(' ', fresh.Events),
            Description = fresh.Description,
            Secret = fresh.Secret,
            CreatedAt = now,
            Since = now,
        };
        context.Webhooks.Add(webhook);
        Note(context, by, now, webhook, "webhook.add", About(webhook));
        await context.SaveChangesAsync(ct);
        await FeedAsync(context, webhook, ct);
        return View(webhook, now);
    }, promised: true, ct);

    /// <returns>A tenant's webhooks, the oldest first.</returns>
    public async Task<IReadOnlyList<WebhookView>> ListAsync(string tenant, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var now = await database.NowAsync(context, ct);
        return (await context.Webhooks.AsNoTracking().Where(row => row.Tenant == tenant).OrderBy(row => row.Id).ToListAsync(ct)).ConvertAll(row => View(row, now));
    }

    /// <returns>A webhook; null: the tenant has none of that id.</returns>
    public async Task<WebhookView?> FindAsync(string tenant, Guid id, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var now = await database.NowAsync(context, ct);
        return await context.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.Tenant == tenant, ct) is { } webhook ? View(webhook, now) : null;
    }

    /// <summary>Changes what is given. One that is enabled is told what happens from now on; deliveries that wait are tried on.</summary>
    /// <param name="tenant">Whose it must be.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">Checked before.</param>
    /// <param name="by">Who asks, for the audit log; null: it is not written there.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>The webhook; null: the tenant has none of that id.</returns>
    public Task<WebhookView?> ChangeAsync(string tenant, Guid id, WebhookChange change, Origin? by, CancellationToken ct) => AlterAsync(tenant, id, async (context, webhook, now) =>
    {
        var fed = webhook.Enabled && webhook.WantsItems;
        (webhook.Url, webhook.Events) = (change.Url ?? webhook.Url, change.Events is null ? webhook.Events : string.Join(' ', change.Events));
        webhook.Description = change.Description ?? webhook.Description;
        if (change.Enabled is { } enabled && enabled != webhook.Enabled)
            (webhook.Enabled, webhook.DisabledReason, webhook.FailingSince) = (enabled, enabled ? null : DisabledReasons.Asked, null);
        Note(context, by, now, webhook, "webhook.change", About(webhook));
        if (fed == (webhook.Enabled && webhook.WantsItems))
            return;
        if (fed)
            await StopFeedsAsync(context, id, ct);
        else
        {
            webhook.Since = now;
            await FeedAsync(context, webhook, ct);
        }
    }, ct);

    /// <summary>Gives a webhook a new secret; the one of now signs beside it for a while, the one before that no more.</summary>
    /// <param name="tenant">Whose it must be.</param>
    /// <param name="id">Which.</param>
    /// <param name="secret">As it is to be stored.</param>
    /// <param name="overlap">For how long both sign.</param>
    /// <param name="by">Who asks, for the audit log; null: it is not written there.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>The webhook; null: the tenant has none of that id.</returns>
    public Task<WebhookView?> RotateAsync(string tenant, Guid id, string secret, TimeSpan overlap, Origin? by, CancellationToken ct) => AlterAsync(tenant, id, (context, webhook, now) =>
    {
        (webhook.OldSecret, webhook.OldSecretUntil, webhook.Secret) = (webhook.Secret, now + (long)overlap.TotalMilliseconds, secret);
        Note(context, by, now, webhook, "webhook.rotate");
        return Task.CompletedTask;
    }, ct);

    /// <summary>Forgets a webhook, with all that was or should be delivered to it.</summary>
    /// <param name="tenant">Whose it must be.</param>
    /// <param name="id">Which.</param>
    /// <param name="by">Who asks, for the audit log; null: it is not written there.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveAsync(string tenant, Guid id, Origin? by, CancellationToken ct) => database.WriteAsync(async context =>
    {
        if (await context.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.Tenant == tenant, ct) is not { } webhook
            || await context.Webhooks.Where(row => row.Id == id).ExecuteDeleteAsync(ct) == 0)
            return false;
        await StopFeedsAsync(context, id, ct);
        await context.Deliveries.Where(row => row.WebhookId == id).ExecuteDeleteAsync(ct);
        Note(context, by, await database.NowAsync(context, ct), webhook, "webhook.remove", About(webhook));
        await context.SaveChangesAsync(ct);
        return true;
    }, promised: true, ct);

    internal static Task StopFeedsAsync(JobsContext context, Guid webhook, CancellationToken ct) =>
        context.Feeds.Where(feed => feed.WebhookId == webhook).ExecuteDeleteAsync(ct);

    private Task<WebhookView?> AlterAsync(string tenant, Guid id, Func<JobsContext, WebhookRow, long, Task> alter, CancellationToken ct) => database.WriteAsync(async context =>
    {
        if (await context.Webhooks.SingleOrDefaultAsync(row => row.Id == id && row.Tenant == tenant, ct) is not { } webhook)
            return null;
        var now = await database.NowAsync(context, ct);
        await alter(context, webhook, now);
        await context.SaveChangesAsync(ct);
        database.WebhookBell.Ring();
        return View(webhook, now);
    }, promised: true, ct);

    private static async Task FeedAsync(JobsContext context, WebhookRow webhook, CancellationToken ct)
    {
        if (webhook.WantsItems)
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO webhook_feeds (webhook_id, job_id, changed_at, number, looked_at)
                SELECT {webhook.Id}, id, changed_at, {int.MaxValue}, 0 FROM jobs WHERE tenant = {webhook.Tenant} AND finished_at IS NULL
                ON CONFLICT (webhook_id, job_id) DO NOTHING
                """, ct);
    }

    private static void Note(JobsContext context, Origin? by, long now, WebhookRow webhook, string action, string? detail = null)
    {
        if (by is not null)
            AuditLog.Note(context, by, now, webhook.Tenant, action, webhook.Id.ToString(), detail);
    }

    private static string About(WebhookRow webhook) => $"{new Uri(webhook.Url).Host}: {webhook.Events}{(webhook.Enabled ? "" : ", disabled")}";

    private static WebhookView View(WebhookRow row, long now) => new(
        row.Id, row.Url, row.Events.Split(' '), row.Description, row.Enabled, row.DisabledReason, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        row.FailingSince is { } failing ? DateTimeOffset.FromUnixTimeMilliseconds(failing) : null,
        row.OldSecretUntil is { } until && until > now ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null);
}
