namespace SuperResFarm.Tests.Cli.Farm;

/// <summary>A clock on which short waits are over at once, and long ones never: it notes the short ones and goes on by them.</summary>
internal sealed class HastyTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private TimeSpan _passed;

    /// <summary>Waits of less than this are over at once.</summary>
    public static TimeSpan Long { get; } = TimeSpan.FromSeconds(45);

    /// <summary>The short waits so far.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
                return [.. _waits];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
            return _passed.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isShort = dueTime >= TimeSpan.Zero && dueTime < Long;
        if (isShort)
            lock (_lock)
            {
                _waits.Add(dueTime);
                _passed += dueTime;
            }
        return System.CreateTimer(callback, state, isShort ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
