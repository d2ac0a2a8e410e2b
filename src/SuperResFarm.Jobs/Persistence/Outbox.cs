using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Webhooks;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Writes what webhooks are told of jobs in the transaction that changes the jobs: no event is lost, and none is invented.</summary>
internal static class Outbox
{
    /// <summary>Looks at the jobs that a transaction has changed. Every way to change one passes here.</summary>
    /// <returns>Whether there is something to deliver.</returns>
    public static async Task<bool> WriteAsync(JobsContext context, CancellationToken ct)
    {
        var jobs = context.ChangeTracker.Entries<JobRow>().Select(entry => entry.Entity).Where(job => job.Happened != JobHappenings.None).ToList();
        if (jobs.Count == 0)
            return false;
        var tenants = jobs.Select(job => job.Tenant).Distinct().ToList();
        var webhooks = await context.Webhooks.AsNoTracking().Where(webhook => webhook.Enabled && tenants.Contains(webhook.Tenant)).ToListAsync(ct);
        foreach (var (job, webhook) in jobs.SelectMany(job => webhooks.Where(webhook => webhook.Tenant == job.Tenant), (job, webhook) => (job, webhook)))
        {
            foreach (var name in EventsOf(job).Where(webhook.Wants))
                context.Deliveries.Add(Delivery(webhook, job, name));
            if (webhook.WantsItems && FeedFrom(job, webhook) is var (changedAt, number))
                await OpenFeedAsync(context, webhook.Id, job.Id, changedAt, number, ct);
        }
        await context.SaveChangesAsync(ct);
        return webhooks.Count > 0;
    }

    private static IEnumerable<string> EventsOf(JobRow job)
    {
        if (job.Happened.HasFlag(JobHappenings.Started))
            yield return WebhookEvents.JobStarted;
        if (job.Happened.HasFlag(JobHappenings.Ended))
            yield return job.State == JobState.Cancelled ? WebhookEvents.JobCancelled : WebhookEvents.JobCompleted;
    }

    private static DeliveryRow Delivery(WebhookRow webhook, JobRow job, string name) => new()
    {
        Id = DeliveryId.Of(webhook.Id, name, job.Id, -1, job.ChangedAt),
        WebhookId = webhook.Id,
        Event = name,
        JobId = job.Id,
        Body = new WebhookMessage<WebhookJob>(name, Time(job.ChangedAt), Facts(job, name)).Json(),
        CreatedAt = job.ChangedAt,
        AskedAt = job.ChangedAt,
        DueAt = job.ChangedAt,
    };

    // A job that starts and ends in one transaction has started all the same.
    private static WebhookJob Facts(JobRow job, string name) => new(
        job.Id, name == WebhookEvents.JobStarted ? "running" : job.State.ToString().ToLowerInvariant(), job.Priority,
        new CountsBody(job.Counts.Total, job.Pending, job.Dispatched, job.Running, job.Succeeded, job.Failed, job.Cancelled), Time(job.CreatedAt),
        job.StartedAt is { } started ? Time(started) : null, name != WebhookEvents.JobStarted && job.FinishedAt is { } finished ? Time(finished) : null)
    {
        StoppedBecause = name == WebhookEvents.JobCompleted ? job.StoppedBecause?.Spelled() : null,
    };

    // At the end too, for a webhook that was made while the job was, and neither saw the other.
    private static (long ChangedAt, int Number)? FeedFrom(JobRow job, WebhookRow webhook) =>
        job.Happened.HasFlag(JobHappenings.Submitted) ? (-1, -1)
        : job.Happened.HasFlag(JobHappenings.Reopened) ? (job.ChangedAt, int.MaxValue)
        : job.Happened.HasFlag(JobHappenings.Ended) ? (webhook.Since, int.MaxValue)
        : null;

    // One that is there goes on from where it is. Its row is written all the same: who is about to remove it is waited for.
    private static Task<int> OpenFeedAsync(JobsContext context, Guid webhook, Guid job, long changedAt, int number, CancellationToken ct) => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO webhook_feeds (webhook_id, job_id, changed_at, number, looked_at) VALUES ({webhook}, {job}, {changedAt}, {number}, 0)
        ON CONFLICT (webhook_id, job_id) DO UPDATE SET looked_at = 0
        """, ct);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
