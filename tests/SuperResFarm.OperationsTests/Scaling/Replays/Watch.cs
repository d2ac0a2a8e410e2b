using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Farm;

namespace SuperResFarm.OperationsTests.Scaling.Replays;

/// <summary>Looks on while a replay runs, and knows more than any scaler: what is with the broker at this very moment.</summary>
internal sealed class Watch(VirtualTime time, Dispatcher dispatcher, Fleet fleet, IReadOnlyList<Outage> outages)
{
    private TimeSpan? _abandonedSince;

    /// <summary>How often the farm was put to sleep over items that the broker had long enough to tell of them.</summary>
    public int SleptOverWork { get; private set; }

    /// <summary>How often it was put to sleep over items that had come since the broker last counted.</summary>
    public int SleptOverNews { get; private set; }

    /// <summary>How often a fleet lost replicas while the broker's management did not answer.</summary>
    public int ShrunkBlindly { get; private set; }

    /// <summary>The longest time for which the broker had items and no replica was asked for.</summary>
    public TimeSpan LongestAbandoned { get; private set; }

    /// <summary>The most replicas that were asked for.</summary>
    public int MostReplicas { get; private set; }

    private bool HasWork => dispatcher.Queues.Any(queue => queue.Length > 0);

    /// <summary>The replicas are about to change.</summary>
    public void Scaling(int replicas)
    {
        if (replicas == 0 && dispatcher.Queues.Any(queue => queue.HasSince(time.Now - Management.Statistics)))
            SleptOverWork++;
        else if (replicas == 0 && HasWork)
            SleptOverNews++;
        if (replicas < fleet.Replicas && outages.Any(one => time.Now >= one.From && time.Now < one.To))
            ShrunkBlindly++;
        MostReplicas = Math.Max(MostReplicas, replicas);
    }

    /// <summary>Called every second: so exact is <see cref="LongestAbandoned"/>.</summary>
    public void Look()
    {
        if (fleet.Replicas > 0 || !HasWork)
        {
            if (_abandonedSince is { } since && time.Now - since > LongestAbandoned)
                LongestAbandoned = time.Now - since;
            _abandonedSince = null;
        }
        else
            _abandonedSince ??= time.Now;
    }
}
