namespace SuperResFarm.Inference.Calibration;

/// <summary>What did not fit on a device, and how long that is believed.</summary>
/// <param name="Edge">Side in source pixels of the square with as many pixels as the smallest run that did not fit, its tiles together.</param>
/// <param name="FailedAt">When.</param>
/// <param name="ExpiresAt">When the next larger step may be tried.</param>
public sealed record MemoryCeiling(int Edge, DateTimeOffset FailedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>How long a first failure is believed; each failed try after that doubles it.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromHours(1);

    /// <summary>The longest that a failure is believed.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>Notes a failure.</summary>
    /// <param name="known">What was known before.</param>
    /// <param name="edge">Side of the square with the pixels of the run, at least 1.</param>
    /// <param name="now">Now.</param>
    /// <returns>The lower of both while the known one holds; else the new one, believed twice as long as the last one if that ended less than
    /// <see cref="LongestWait"/> ago.</returns>
    public static MemoryCeiling After(MemoryCeiling? known, int edge, DateTimeOffset now)
    {
        if (known is null || now - known.ExpiresAt > LongestWait)
            return new(edge, now, now + FirstWait);
        if (now < known.ExpiresAt)
            return new(Math.Min(edge, known.Edge), now, now + known.Wait());   // the same shortage, met by several lanes or on the way down
        var longer = 2 * known.Wait();
        return new(edge, now, now + (longer < LongestWait ? longer : LongestWait));
    }

    /// <returns>The side that runs must stay below. When it expires, runs of what failed are allowed again and twice the pixels are not; each
    /// further wait of the same length doubles the pixels.</returns>
    public int At(DateTimeOffset now)
    {
        if (now < ExpiresAt)
            return Edge;
        var doublings = 1 + (now - ExpiresAt) / Wait();
        return (int)Math.Min(1 << 20, Edge * Math.Pow(2, Math.Floor(doublings) / 2));
    }

    /// <returns>How long it is believed.</returns>
    public TimeSpan Wait() => ExpiresAt - FailedAt;
}
