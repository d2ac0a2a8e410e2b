namespace SuperResFarm.Api.Webhooks;

/// <summary>How long to wait after a try that failed.</summary>
internal static class RetryPause
{
    private const double Spread = 0.2;

    /// <returns>
    /// The first pause, doubled with each failure before, up to the longest, a fifth more or less by chance; longer when the receiver asks for it, but never than the longest.
    /// </returns>
    /// <param name="before">How often it failed before this time.</param>
    /// <param name="asked">What the receiver asks for; null: nothing.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Of(int before, TimeSpan? asked, WebhookOptions options, double chance)
    {
        var longest = options.LongestPause;
        var pause = Math.Min(longest.Ticks, options.FirstPause.Ticks * Math.Pow(2, Math.Min(before, 40))) * (1 - Spread + 2 * Spread * chance);
        return TimeSpan.FromTicks((long)Math.Min(longest.Ticks, Math.Max(pause, (asked ?? TimeSpan.Zero).Ticks)));
    }
}
