using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Webhooks;

/// <summary>Keeps the tables small. Several processes may do so at once.</summary>
/// <param name="database">Where.</param>
public sealed class WebhookUpkeep(JobsDatabase database)
{
    private const int AtOnce = 1000;

    /// <summary>Gives up what was not delivered in time, forgets what is done, and erases secrets that sign no more.</summary>
    /// <param name="life">How long a delivery is tried.</param>
    /// <param name="memory">How long one that is done is kept.</param>
    /// <param name="most">How many that are done are kept of each webhook, the newest.</param>
    /// <param name="ct">Ends it between two steps.</param>
    public async Task RunAsync(TimeSpan life, TimeSpan memory, int most, CancellationToken ct)
    {
        await DoAsync((context, now) => GiveUpAsync(context, now, now - (long)life.TotalMilliseconds, ct), ct);
        while (await DoAsync((context, now) => ForgetAsync(context, now - (long)memory.TotalMilliseconds, ct), ct) == AtOnce)
            continue;
        foreach (var webhook in await WebhooksAsync(ct))
            await DoAsync((context, _) => TrimAsync(context, webhook, most, ct), ct);
        await DoAsync((context, now) => context.Webhooks.Where(row => row.OldSecretUntil <= now)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.OldSecret, (string?)null).SetProperty(one => one.OldSecretUntil, (long?)null), ct), ct);
        await DoAsync((context, _) => context.Feeds.Where(feed => !context.Webhooks.Any(row => row.Id == feed.WebhookId)).ExecuteDeleteAsync(ct), ct);
    }

    // Of webhooks that are disabled, or of which nobody has heard for long.
    private static Task<int> GiveUpAsync(JobsContext context, long now, long oldest, CancellationToken ct) => context.Deliveries
        .Where(row => row.State == DeliveryState.Pending && row.AskedAt < oldest && (row.LeaseUntil == null || row.LeaseUntil < now))
        .ExecuteUpdateAsync(row => row.SetProperty(one => one.State, DeliveryState.Failed)
            .SetProperty(one => one.LastError, one => one.LastError ?? "It could not be tried in time: the webhook was disabled."), ct);

    private static Task<int> ForgetAsync(JobsContext context, long oldest, CancellationToken ct) => context.Database.ExecuteSqlAsync(
        $"DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE state > 0 AND created_at < {oldest} ORDER BY created_at LIMIT {AtOnce})", ct);

    private static async Task<int> TrimAsync(JobsContext context, Guid webhook, int most, CancellationToken ct)
    {
        var done = context.Deliveries.Where(row => row.WebhookId == webhook && row.State != DeliveryState.Pending);
        return await done.OrderByDescending(row => row.Id).Skip(most).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(ct) is { } last
            ? await done.Where(row => row.Id.CompareTo(last) <= 0).ExecuteDeleteAsync(ct) : 0;
    }

    private async Task<List<Guid>> WebhooksAsync(CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await context.Webhooks.Select(row => row.Id).ToListAsync(ct);
    }

    private Task<int> DoAsync(Func<JobsContext, long, Task<int>> step, CancellationToken ct) =>
        database.WriteAsync(async context => await step(context, await database.NowAsync(context, ct)), ct);
}
