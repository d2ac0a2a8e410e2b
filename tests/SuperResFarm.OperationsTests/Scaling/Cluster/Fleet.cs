using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling.Cluster;

/// <summary>
/// The workers' Deployment. When replicas go, those that have not started go first, as Kubernetes does it; then, as the worst that may happen, those
/// that would lose most work.
/// </summary>
internal sealed class Fleet(VirtualTime time, Nodes nodes, Dispatcher dispatcher, WorkerRules rules)
{
    private readonly List<Pod> _pods = [];

    /// <summary>All pods that there have been.</summary>
    public IReadOnlyList<Pod> Pods => _pods;

    /// <summary>How many are asked for.</summary>
    public int Replicas { get; private set; }

    /// <summary>Whether no pod is left, not even one that is ending.</summary>
    public bool IsEmpty => _pods.TrueForAll(pod => pod.Ended is not null);

    /// <summary>Asks for so many pods.</summary>
    public void Scale(int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        Replicas = replicas;
        var active = _pods.FindAll(pod => pod.IsActive);
        for (var missing = replicas - active.Count; missing > 0; missing--)
            Begin();
        foreach (var pod in active.OrderBy(pod => pod.IsReady).ThenByDescending(pod => pod.Unfinished).Take(active.Count - replicas))
            pod.Stop();
    }

    private void Begin()
    {
        var pod = new Pod(time, dispatcher, rules, nodes.Leave);
        _pods.Add(pod);
        time.After(nodes.Start(), pod.Ready);
    }
}
