using System.Diagnostics;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Worker.Telemetry;

/// <summary>Counts attempts by how they ended.</summary>
internal static class AttemptTally
{
    /// <summary>Counts one.</summary>
    /// <param name="item">The item.</param>
    /// <param name="report">What was said of its end; null: nobody wanted to hear of it.</param>
    /// <param name="elapsed">From the delivery until the broker had the report.</param>
    public static void Count(UpscaleItem item, IItemReport? report, TimeSpan elapsed)
    {
        var (outcome, reason) = report switch
        {
            null => ("dropped", null),
            ItemUpscaled { Result.Adopted: true } => ("adopted", null),
            ItemFailed { Next: Disposition.Requeue, Code: var code } => ("given_back", code),
            ItemFailed { Code: var code } => ("failed", (FailureCode?)code),
            _ => ("upscaled", null),
        };
        FarmMetrics.Attempts.Add(1, Tags.Priority(item.Priority), Tags.Outcome(outcome), Tags.Reason(reason));
        FarmMetrics.AttemptDuration.Record(elapsed.TotalSeconds, Tags.Priority(item.Priority), Tags.Outcome(outcome));
        if (outcome == "failed")
            Activity.Current.Fail(reason?.Spelled() ?? outcome);
    }
}
