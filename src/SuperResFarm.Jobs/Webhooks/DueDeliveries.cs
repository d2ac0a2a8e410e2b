using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Webhooks;

/// <summary>What is to be delivered, shared by several processes: each has the right to a delivery for a while, by the database's clock.</summary>
/// <param name="database">Where.</param>
public sealed class DueDeliveries(JobsDatabase database)
{
    private const int LongestError = 500;

    /// <summary>Waits until there may be something to deliver, at most for a time.</summary>
    public Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken ct) => database.WebhookBell.WaitAsync(longest, time, ct);

    /// <summary>Ends one waiting.</summary>
    public void Ring() => database.WebhookBell.Ring();

    /// <returns>Webhooks with something to deliver now, and whether the last try at each failed.</returns>
    public async Task<IReadOnlyList<(Guid Webhook, bool Failing)>> DueAsync(CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var now = await database.NowAsync(context, ct);
        var due = await context.Webhooks.Where(webhook => webhook.Enabled && context.Deliveries.Any(delivery =>
                delivery.WebhookId == webhook.Id && delivery.State == DeliveryState.Pending && delivery.DueAt <= now && (delivery.LeaseUntil == null || delivery.LeaseUntil < now)))
            .Select(webhook => new { webhook.Id, webhook.FailingSince }).ToListAsync(ct);
        return due.ConvertAll(webhook => (webhook.Id, webhook.FailingSince is not null));
    }

    /// <summary>Takes the right to the deliveries of a webhook that have been due longest.</summary>
    /// <param name="webhook">Whose.</param>
    /// <param name="most">How many.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="ct">Ends it; rights that were taken end by themselves.</param>
    public Task<IReadOnlyList<DueDelivery>> ClaimAsync(Guid webhook, int most, TimeSpan lease, CancellationToken ct) => database.WriteAsync<IReadOnlyList<DueDelivery>>(async context =>
    {
        if (await context.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == webhook && row.Enabled, ct) is not { } known)
            return [];
        var now = await database.NowAsync(context, ct);
        var rows = await context.Deliveries.FromSqlRaw(database.Dialect.Sql.ClaimDeliveries,
            Parameter("@webhook", webhook), Parameter("@now", now), Parameter("@most", most), Parameter("@until", now + (long)lease.TotalMilliseconds)).AsNoTracking().ToListAsync(ct);
        string[] secrets = known.OldSecret is { } old && known.OldSecretUntil > now ? [known.Secret, old] : [known.Secret];
        return rows.ConvertAll(row => new DueDelivery(row.Id, webhook, known.Url, row.Body, secrets, row.Attempts, row.LeaseUntil ?? now));
    }, ct);

    /// <summary>Writes down what came of a try.</summary>
    /// <param name="due">What was tried.</param>
    /// <param name="tried">What came of it.</param>
    /// <param name="pause">Until the next try, if it failed.</param>
    /// <param name="life">How long a delivery is tried.</param>
    /// <param name="patience">How long a webhook may only fail before it gets nothing more.</param>
    /// <param name="ct">Ends it without a trace; the delivery is tried again.</param>
    public Task<TryOutcome> WriteAsync(DueDelivery due, DeliveryTry tried, TimeSpan pause, TimeSpan life, TimeSpan patience, CancellationToken ct) => database.WriteAsync(async context =>
    {
        if (await Held(context, due).SingleOrDefaultAsync(ct) is not { } row)
            return new TryOutcome(false, DeliveryState.Pending);
        var now = await database.NowAsync(context, ct);
        (row.Attempts, row.LeaseUntil, row.LastTryAt, row.LastStatus, row.LastError) =
            (row.Attempts + 1, null, now, tried.Status, tried.Error is { } error ? StorableText.Of(error, LongestError) : null);
        row.DueAt = now + (long)pause.TotalMilliseconds;
        row.State = tried.Delivered ? DeliveryState.Delivered
            : tried.Gone || row.DueAt > row.AskedAt + (long)life.TotalMilliseconds ? DeliveryState.Failed
            : DeliveryState.Pending;
        await context.SaveChangesAsync(ct);
        return new TryOutcome(true, row.State, await JudgeAsync(context, due.WebhookId, tried, now, patience, ct));
    }, ct);

    /// <summary>Gives a right back: nothing was tried.</summary>
    public Task ReleaseAsync(DueDelivery due, CancellationToken ct) => database.WriteAsync(context =>
        Held(context, due).ExecuteUpdateAsync(row => row.SetProperty(one => one.LeaseUntil, (long?)null), ct), ct);

    // Whoever has lost the right, because it took too long, writes nothing.
    private static IQueryable<DeliveryRow> Held(JobsContext context, DueDelivery due) =>
        context.Deliveries.Where(row => row.Id == due.Id && row.State == DeliveryState.Pending && row.LeaseUntil == due.Lease);

    private static async Task<string?> JudgeAsync(JobsContext context, Guid id, DeliveryTry tried, long now, TimeSpan patience, CancellationToken ct)
    {
        var webhook = context.Webhooks.Where(row => row.Id == id);
        if (tried.Delivered)
        {
            await webhook.Where(row => row.FailingSince != null).ExecuteUpdateAsync(row => row.SetProperty(one => one.FailingSince, (long?)null), ct);
            return null;
        }
        await webhook.Where(row => row.FailingSince == null).ExecuteUpdateAsync(row => row.SetProperty(one => one.FailingSince, now), ct);
        var since = now - (long)patience.TotalMilliseconds;
        var reason = tried.Gone ? DisabledReasons.Gone : DisabledReasons.Failing;
        var disabled = await webhook.Where(row => row.Enabled && (tried.Gone || row.FailingSince <= since))
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Enabled, false).SetProperty(one => one.DisabledReason, reason), ct);
        if (disabled == 0)
            return null;
        await WebhookStore.StopFeedsAsync(context, id, ct);
        return reason;
    }

    private DbParameter Parameter(string name, object value) => database.Dialect.Parameter(name, value);
}
