namespace SuperResFarm.OperationsTests.Scaling.Cluster;

/// <summary>A clock that jumps from one event to the next; events of the same moment happen in the order in which they were asked for.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private long _order;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Lets something happen later; a wait below zero counts as none.</summary>
    public void After(TimeSpan wait, Action happens) => _events.Enqueue(happens, (Now + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero), _order++));

    /// <summary>Lets something happen again and again, for the first time after one interval.</summary>
    public void Every(TimeSpan interval, Action happens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        After(interval, Again);

        void Again()
        {
            happens();
            After(interval, Again);
        }
    }

    /// <summary>Goes on until something holds.</summary>
    /// <param name="ended">Asked after each event.</param>
    /// <param name="limit">Longest time.</param>
    /// <exception cref="TimeoutException">It does not hold by then.</exception>
    public void Run(Func<bool> ended, TimeSpan limit)
    {
        while (!ended())
        {
            if (!_events.TryDequeue(out var happens, out var when) || when.At > limit)
                throw new TimeoutException($"After {limit} the end is not reached.");
            Now = when.At;
            happens();
        }
    }
}
