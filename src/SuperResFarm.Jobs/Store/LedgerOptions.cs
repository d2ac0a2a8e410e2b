namespace SuperResFarm.Jobs.Store;

/// <summary>How long rights last, and when an item is tried again.</summary>
public sealed record LedgerOptions
{
    /// <value>Silence after which a worker counts as lost: default 60 s. Workers report progress at least four times as often.</value>
    public TimeSpan WorkLease { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Time after which a message that no worker has begun is published again: default 30 min.</value>
    public TimeSpan QueueLease { get; init; } = TimeSpan.FromMinutes(30);

    /// <value>Wait before the second attempt; it doubles with each further one: default 5 s.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>Longest wait before an attempt: default 5 min.</value>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromMinutes(5);
}
