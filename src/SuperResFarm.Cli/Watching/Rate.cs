namespace SuperResFarm.Cli.Watching;

/// <summary>How fast something grows, over the last while: what was long ago says little about what is to come.</summary>
/// <param name="time">Clock.</param>
/// <param name="window">Length of that while.</param>
internal sealed class Rate(TimeProvider time, TimeSpan window)
{
    private readonly Queue<(long At, int Count)> _samples = new();
    private int _count;

    /// <summary>Notes how many there are by now; fewer than before starts anew.</summary>
    public void Note(int count)
    {
        if (_samples.Count > 0 && count < _count)
            _samples.Clear();
        // One sample for each change: between changes the clock alone makes the rate fall.
        if (_samples.Count == 0 || count != _count)
            _samples.Enqueue((time.GetTimestamp(), count));
        _count = count;
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.ElementAt(1).At) >= window)
            _samples.Dequeue();
    }

    /// <summary>How many a second; null until something has grown.</summary>
    public double? PerSecond
    {
        get
        {
            if (!_samples.TryPeek(out var first) || _count == first.Count)
                return null;
            return (_count - first.Count) / Math.Max(0.001, time.GetElapsedTime(first.At).TotalSeconds);
        }
    }

    /// <returns>Time until that many more are there, if it goes on like this; null when nobody can tell.</returns>
    public TimeSpan? TimeFor(int more) =>
        PerSecond is { } rate and > 0 && more / rate < TimeSpan.FromDays(1000).TotalSeconds ? TimeSpan.FromSeconds(more / rate) : null;
}
