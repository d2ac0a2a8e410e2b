namespace SuperResFarm.Jobs.Rules;

/// <summary>How long an item waits before its next attempt.</summary>
public static class RetryDelay
{
    /// <summary>How often an item may be given back without waiting: workers that stop, and devices that are lost, are no fault of it.</summary>
    public const int FreeReturns = 3;

    /// <returns>
    /// After a charged attempt the first delay, doubled with each further one. After one that was given back at no charge nothing for
    /// the first <see cref="FreeReturns"/> times, then the first delay, doubled each time. Zero when it is the same attempt.
    /// </returns>
    /// <param name="before">The life before.</param>
    /// <param name="after">The life after, pending.</param>
    /// <param name="first">The first delay.</param>
    /// <param name="longest">No delay is longer.</param>
    public static TimeSpan Between(ItemLife before, ItemLife after, TimeSpan first, TimeSpan longest)
    {
        if (after.Attempt == before.Attempt)
            return TimeSpan.Zero;
        var doublings = after.GivenBack > before.GivenBack ? after.GivenBack - FreeReturns - 1 : after.Attempt - after.GivenBack - 2;
        return doublings < 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, Math.Min(doublings, 62))));
    }
}
