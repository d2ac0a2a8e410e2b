using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Telemetry;

/// <summary>Shows counters that alerts and dashboards watch from the start: the first event of a series that was not there before is no increase to Prometheus.</summary>
public static class Zeros
{
    /// <summary>What the service counts.</summary>
    public static void OfService()
    {
        FarmMetrics.LeasesEnded.Add(0);
        foreach (var outcome in new[] { "delivered", "refused", "failed" })
            FarmMetrics.WebhookDeliveries.Add(0, Tags.Outcome(outcome));
        FarmMetrics.Reports.Add(0, Tags.Kind("failed"), Tags.Reason(FailureCode.DeviceFailed), Tags.Taken(true));
        FarmMetrics.Reports.Add(0, Tags.Kind("progressed"), Tags.Reason(null), Tags.Taken(false));
        foreach (var kind in new[] { "asked", "retention" })
            FarmMetrics.JobsDeleted.Add(0, Tags.Kind(kind));
        foreach (var kind in new[] { "image", "passed_over" })
            FarmMetrics.CrawlObjects.Add(0, Tags.Kind(kind));
        foreach (var priority in Enum.GetValues<Priority>())
        {
            FarmMetrics.Items.Add(0, Tags.Priority(priority), Tags.Outcome("succeeded"), Tags.Reason(null));
            FarmMetrics.Items.Add(0, Tags.Priority(priority), Tags.Outcome("failed"), Tags.Reason(FailureCode.Internal));
            FarmMetrics.JobsStopped.Add(0, Tags.Priority(priority), Tags.Reason(FailureCode.BudgetSpent));
            FarmMetrics.JobsStopped.Add(0, Tags.Priority(priority), Tags.Reason(FailureCode.DeadlinePassed));
            FarmMetrics.Dispatched.Add(0, Tags.Priority(priority));
            FarmMetrics.Undispatched.Add(0, Tags.Priority(priority));
        }
    }

    /// <summary>What a worker counts.</summary>
    /// <param name="devices">Its devices.</param>
    public static void OfWorker(IEnumerable<string> devices)
    {
        FarmMetrics.HalfRepeats.Add(0);
        foreach (var device in devices)
            FarmMetrics.OutOfMemory.Add(0, Tags.Device(device));
    }
}
