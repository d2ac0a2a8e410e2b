using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Farm;

namespace SuperResFarm.OperationsTests.Scaling.Replays;

/// <summary>What a replay came to.</summary>
/// <param name="Items">All items, each of them done.</param>
/// <param name="Pods">All pods.</param>
/// <param name="End">When it was over.</param>
/// <param name="Watch">What was seen meanwhile.</param>
internal sealed record ReplayResult(IReadOnlyList<Item> Items, IReadOnlyList<Pod> Pods, TimeSpan End, Watch Watch)
{
    /// <summary>Time for which pods had a GPU: from their creation to the end of their process.</summary>
    public double GpuHours => Pods.Sum(pod => ((pod.Ended ?? End) - pod.Created).TotalHours);

    /// <summary>The longest that an item waited for the attempt that did it.</summary>
    public TimeSpan OldestAge => Items.Max(item => item.Wait);

    /// <summary>Items that had begun and were given back at a stop.</summary>
    public int GivenBack => Pods.Sum(pod => pod.GivenBack);

    /// <summary>The share of all computing that was thrown away by that.</summary>
    public double WastedShare => Pods.Sum(pod => pod.Wasted.TotalSeconds) / Items.Sum(item => item.Service.TotalSeconds);

    /// <summary>Items whose pod was killed before it had answered them.</summary>
    public int Killed => Pods.Sum(pod => pod.Killed);

    /// <returns>The wait that a share of the items did not exceed.</returns>
    /// <param name="share">0 to 1.</param>
    /// <param name="priority">Of these items; of all when it is null.</param>
    public TimeSpan Wait(double share, Priority? priority = null)
    {
        var waits = Items.Where(item => priority is null || item.Priority == priority).Select(item => item.Wait).Order().ToList();
        return waits[Math.Max(0, (int)Math.Ceiling(share * waits.Count) - 1)];
    }
}
