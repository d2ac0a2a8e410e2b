namespace SuperResFarm.Jobs.Dispatch;

/// <summary>How long to wait after failures.</summary>
internal static class Backoff
{
    /// <returns>One poll interval after the first failure, twice as long after each further one, up to the longest; half of it is left to chance.</returns>
    public static TimeSpan Of(int failures, DispatchOptions options)
    {
        var whole = Math.Min(options.LongestBackoff.Ticks, options.Poll.Ticks * Math.Pow(2, Math.Min(failures, 40) - 1));
        return TimeSpan.FromTicks((long)(whole * (0.5 + Random.Shared.NextDouble() / 2)));
    }
}
