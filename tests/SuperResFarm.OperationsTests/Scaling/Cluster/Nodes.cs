namespace SuperResFarm.OperationsTests.Scaling.Cluster;

/// <summary>
/// Machines for pods, one each. A new one takes minutes (ordering it, its driver, the image, the model); one that a pod has left is kept for ten
/// minutes, as cluster autoscalers do, and has the image and the model on its disk.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="chance">For the spread of the times.</param>
internal sealed class Nodes(VirtualTime time, Random chance)
{
    /// <summary>The shortest start there is.</summary>
    public static readonly TimeSpan ShortestStart = TimeSpan.FromSeconds(60);

    /// <summary>The longest start there is.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(360);

    private static readonly TimeSpan _kept = TimeSpan.FromMinutes(10);
    private readonly Queue<TimeSpan> _left = [];

    /// <returns>How long a pod takes until it is ready: 60 to 120 s on a machine that was left, otherwise 240 to 360 s.</returns>
    public TimeSpan Start()
    {
        while (_left.TryPeek(out var since) && since + _kept < time.Now)
            _left.Dequeue();
        return _left.TryDequeue(out _)
            ? ShortestStart + TimeSpan.FromSeconds(60 * chance.NextDouble())
            : LongestStart - TimeSpan.FromSeconds(120 * chance.NextDouble());
    }

    /// <summary>A pod has left its machine.</summary>
    public void Leave() => _left.Enqueue(time.Now);
}
