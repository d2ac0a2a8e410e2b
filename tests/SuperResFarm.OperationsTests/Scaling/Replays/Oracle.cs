using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling.Replays;

/// <summary>
/// The GPU-hours that no scaler can get below, whatever it knows: every place of every pod is busy at every moment, and each pod of the smallest fleet
/// that begins every item in time starts once, in the shortest time there is.
/// </summary>
internal static class Oracle
{
    /// <param name="items">All items.</param>
    /// <param name="worker">How many of them a pod runs at the same time.</param>
    /// <param name="longestWait">Within which each must have begun.</param>
    public static double GpuHours(IReadOnlyList<Item> items, WorkerRules worker, TimeSpan longestWait) =>
        items.Sum(item => item.Service.TotalHours) / worker.Images + SmallestFleet(items, worker, longestWait) * Nodes.ShortestStart.TotalHours;

    /// <returns>The fewest pods. What arrives in any span of time must be done by the end of that span, the longest wait and the longest item.</returns>
    public static int SmallestFleet(IReadOnlyList<Item> items, WorkerRules worker, TimeSpan longestWait)
    {
        var after = longestWait + items.Max(item => item.Service);
        var jobs = items.GroupBy(item => item.Arrived).OrderBy(job => job.Key).Select(job => (At: job.Key, Work: job.Sum(item => item.Service.TotalSeconds))).ToList();
        var fewest = 1.0;
        for (var first = 0; first < jobs.Count; first++)
        {
            var work = 0.0;
            for (var last = first; last < jobs.Count; last++)
            {
                work += jobs[last].Work;
                fewest = Math.Max(fewest, work / (worker.Images * (jobs[last].At - jobs[first].At + after).TotalSeconds));
            }
        }
        return (int)Math.Ceiling(fewest);
    }
}
