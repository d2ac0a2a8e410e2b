using System.Text.Json;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Api.Endpoints;

/// <summary>What is stored, as it is told to clients.</summary>
internal static class Bodies
{
    public static JobBody Body(this JobView job) => new(
        job.Id, Word(job.State), job.Priority, Body(job.Counts), job.Parameters, job.CreatedAt, job.StartedAt, job.FinishedAt)
    {
        Labels = job.Labels is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(job.Labels),
        Deadline = job.Limits.Deadline,
        Budget = job.Limits.Budget is { } budget ? new BudgetBody(budget.Megapixels, budget.DeviceSeconds, budget.Cost) : null,
        Spent = new SpentBody(job.Spent.Megapixels, job.Spent.DeviceSeconds, job.Spent.Cost),
        StoppedBecause = job.StoppedBecause?.Spelled(),
        Crawl = job.Crawl is { } crawl ? new CrawlBody(crawl.Found, crawl.PassedOver, crawl.HasEnded) { Waiting = crawl.Waiting, Error = crawl.Error } : null,
    };

    public static ItemBody Body(this ItemView item) => new(
        item.Number, Word(item.State), item.Attempt, item.Source, item.Target.Length > 0 ? item.Target : null, item.Progress, item.ChangedAt,
        item.Worker, item.Device, item.Failure is { } code ? new ErrorBody(code.Spelled(), item.FailureMessage ?? "") : null, item.Result)
    {
        Parameters = item.Parameters,
    };

    public static WebhookBody Body(this WebhookView webhook) => new(webhook.Id, webhook.Url, webhook.Events, webhook.Description, webhook.Enabled, webhook.CreatedAt)
    {
        DisabledReason = webhook.DisabledReason,
        FailingSince = webhook.FailingSince,
        PreviousSecretUntil = webhook.OldSecretUntil,
    };

    public static DeliveryBody Body(this DeliveryView delivery) => new(delivery.Id, delivery.Event, Word(delivery.State), delivery.Attempts, delivery.CreatedAt)
    {
        JobId = delivery.JobId,
        LastStatus = delivery.LastStatus,
        Error = delivery.LastError,
        LastTryAt = delivery.LastTryAt,
        NextTryAt = delivery.DueAt,
    };

    private static CountsBody Body(JobCounts counts) => new(
        counts.Total, counts.Pending, counts.Dispatched, counts.Running, counts.Succeeded, counts.Failed, counts.Cancelled);

    private static string Word<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();
}
