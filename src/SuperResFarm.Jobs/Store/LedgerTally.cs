using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Store;

/// <summary>What a transaction of the ledger did, counted when it has been committed: one that is rolled back counts nothing.</summary>
internal sealed class LedgerTally
{
    private readonly List<Action> _counted = [];

    /// <summary>A report was looked at.</summary>
    public void Report(IItemReport report, bool taken) => _counted.Add(() => FarmMetrics.Reports.Add(1,
        Tags.Kind(KindOf(report)), Tags.Reason((report as ItemFailed)?.Code), Tags.Taken(taken)));

    /// <summary>A lease ended.</summary>
    public void LeaseEnded() => _counted.Add(() => FarmMetrics.LeasesEnded.Add(1));

    /// <summary>An item changed; one that has ended is counted.</summary>
    public void Item(JobRow job, ItemRow item, long now)
    {
        if (!item.State.IsTerminal())
            return;
        var (priority, outcome, reason) = (Tags.Priority(job.Priority), Tags.Outcome(Spelled(item.State)), Tags.Reason(item.State == ItemState.Failed ? item.Failure : null));
        var seconds = Math.Max(0, now - job.CreatedAt) / 1000.0;
        _counted.Add(() =>
        {
            FarmMetrics.Items.Add(1, priority, outcome, reason);
            FarmMetrics.Turnaround.Record(seconds, priority, outcome);
        });
    }

    /// <summary>A job has ended.</summary>
    public void JobCompleted(Priority priority) => _counted.Add(() => FarmMetrics.Jobs.Add(1, Tags.Priority(priority), Tags.State("completed")));

    /// <summary>Items came to a job that was submitted before.</summary>
    public void ItemsAppended(Priority priority, int items, int refused) => _counted.Add(() => ItemsAccepted(priority, items, refused));

    /// <summary>A limit ended items of a job that had not begun.</summary>
    public void ItemsStopped(Priority priority, int items, FailureCode because) => _counted.Add(() =>
        FarmMetrics.Items.Add(items, Tags.Priority(priority), Tags.Outcome(Spelled(ItemState.Failed)), Tags.Reason(because)));

    /// <summary>A limit has ended a job early.</summary>
    public void JobStopped(Priority priority, FailureCode because) => _counted.Add(() => FarmMetrics.JobsStopped.Add(1, Tags.Priority(priority), Tags.Reason(because)));

    /// <summary>The transaction is committed.</summary>
    public void Count() => _counted.ForEach(count => count());

    /// <summary>A job is recorded.</summary>
    public static void JobAccepted(Priority priority, int items, int refused)
    {
        FarmMetrics.Jobs.Add(1, Tags.Priority(priority), Tags.State("accepted"));
        ItemsAccepted(priority, items, refused);
    }

    /// <summary>A job is cancelled with what was open of it.</summary>
    public static void JobCancelled(Priority priority, int items)
    {
        FarmMetrics.Jobs.Add(1, Tags.Priority(priority), Tags.State("cancelled"));
        FarmMetrics.Items.Add(items, Tags.Priority(priority), Tags.Outcome(Spelled(ItemState.Cancelled)), Tags.Reason(null));
    }

    private static void ItemsAccepted(Priority priority, int items, int refused)
    {
        FarmMetrics.ItemsAccepted.Add(items, Tags.Priority(priority));
        if (refused > 0)
            FarmMetrics.Items.Add(refused, Tags.Priority(priority), Tags.Outcome(Spelled(ItemState.Failed)), new("reason", "refused"));
    }

    private static string Spelled(ItemState state) => state switch
    {
        ItemState.Succeeded => "succeeded",
        ItemState.Failed => "failed",
        _ => "cancelled",
    };

    private static string KindOf(IItemReport report) => report switch
    {
        ItemStarted => "started",
        ItemProgressed => "progressed",
        ItemUpscaled => "upscaled",
        _ => "failed",
    };
}
