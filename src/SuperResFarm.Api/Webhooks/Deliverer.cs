using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.Api.Webhooks;

/// <summary>Tries one delivery that this process has the right to, and writes down what came of it.</summary>
internal sealed class Deliverer(WebhookSender sender, DueDeliveries deliveries, IOptions<WebhookOptions> options, ILogger<Deliverer> logger)
{
    // Time to write down what came of a try, beyond the try itself.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(10);

    /// <summary>How long the right to a delivery must last.</summary>
    public TimeSpan Lease => options.Value.Timeout + _margin;

    /// <summary>Does it; a delivery whose outcome cannot be written is tried again by whoever gets it next.</summary>
    public async Task DeliverAsync(DueDelivery due, CancellationToken ct)
    {
        try
        {
            await Failpoint.PassAsync("api.delivering", ct);
            var tried = await TryAsync(due, ct);
            await Failpoint.PassAsync("api.delivered", ct);
            var (pause, settings) = (RetryPause.Of(due.Attempts, tried.RetryAfter, options.Value, Random.Shared.NextDouble()), options.Value);
            var outcome = await deliveries.WriteAsync(due, tried, pause, settings.GiveUpAfter, settings.DisableAfter, ct);
            Tell(due, tried, outcome);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await GiveBackAsync(due);
        }
        catch (Exception fault)
        {
            Log.DeliveryUnwritten(logger, due.Id, due.WebhookId, fault);
        }
    }

    private async Task<DeliveryTry> TryAsync(DueDelivery due, CancellationToken ct)
    {
        DeliveryTry tried;
        try
        {
            tried = await sender.SendAsync(due, ct);
        }
        catch (CryptographicException fault)
        {
            Log.SecretSealed(logger, due.WebhookId, fault);
            tried = new DeliveryTry(false, null, "The farm cannot open the webhook's secret; its operator must give it the key, or rotate the secret.");
        }
        FarmMetrics.WebhookDeliveries.Add(1, Tags.Outcome(tried.Delivered ? "delivered" : tried.Status is null ? "failed" : "refused"));
        return tried;
    }

    private void Tell(DueDelivery due, DeliveryTry tried, TryOutcome outcome)
    {
        if (outcome.State == DeliveryState.Failed)
            Log.DeliveryFailed(logger, due.Id, due.WebhookId, due.Attempts + 1, tried.Error);
        else if (!tried.Delivered)
            Log.DeliveryNotTaken(logger, due.Id, due.WebhookId, due.Attempts + 1, tried.Error);
        if (outcome.Disabled is { } reason)
            Log.WebhookDisabled(logger, due.WebhookId, reason);
    }

    // The receiver may have got it; another process tries it at once.
    private async Task GiveBackAsync(DueDelivery due)
    {
        try
        {
            await deliveries.ReleaseAsync(due, CancellationToken.None);
        }
        catch (Exception fault) when (FaultMap.IsOfDatabase(fault))
        {
            Log.DeliveryUnwritten(logger, due.Id, due.WebhookId, fault);   // the right ends by itself
        }
    }
}
