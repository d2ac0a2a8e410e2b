using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Store;

/// <summary>How long rights last, when an item is tried again, and how long submissions are remembered.</summary>
public sealed record LedgerOptions
{
    /// <summary>Where the settings stand in a configuration.</summary>
    public const string Section = "Jobs:Ledger";

    /// <value>Silence after which a worker counts as lost: 100 ms to 1 day, default 60 s. Workers report progress at least four times as often.</value>
    public TimeSpan WorkLease { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Time after which a message that no worker has begun is published again: 1 s to 30 days, default 30 min.</value>
    public TimeSpan QueueLease { get; init; } = TimeSpan.FromMinutes(30);

    /// <value>Wait before the second attempt; it doubles with each further one: 0 to 1 day, default 5 s.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>Longest wait before an attempt: <see cref="RetryDelay"/> to 30 days, default 5 min.</value>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <value>How long a submission is recognised by its idempotency key: 1 min to 3650 days, default 7 days.</value>
    public TimeSpan KeyLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Refuses settings that cannot work, all mistakes at once.</summary>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/> with every setting that is out of range.</exception>
    public LedgerOptions Checked() => Settings.Check(this, Mistakes());

    internal IEnumerable<string> Mistakes()
    {
        if (WorkLease < TimeSpan.FromMilliseconds(100) || WorkLease > TimeSpan.FromDays(1))
            yield return $"{Section}:WorkLease must be 100 ms to 1 day.";
        if (QueueLease < TimeSpan.FromSeconds(1) || QueueLease > TimeSpan.FromDays(30))
            yield return $"{Section}:QueueLease must be 1 s to 30 days.";
        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromDays(1))
            yield return $"{Section}:RetryDelay must be 0 to 1 day.";
        if (LongestRetryDelay < RetryDelay || LongestRetryDelay > TimeSpan.FromDays(30))
            yield return $"{Section}:LongestRetryDelay must be RetryDelay to 30 days.";
        if (KeyLife < TimeSpan.FromMinutes(1) || KeyLife > TimeSpan.FromDays(3650))
            yield return $"{Section}:KeyLife must be 1 min to 3650 days.";
    }
}
