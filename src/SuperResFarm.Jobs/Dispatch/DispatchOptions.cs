using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Dispatch;

/// <summary>How queues are filled.</summary>
public sealed record DispatchOptions
{
    /// <summary>Where the settings stand in a configuration.</summary>
    public const string Section = "Jobs:Dispatch";

    /// <value>
    /// How deep each priority's queue may become: 1 to 1 000 000 items, default 256. Deep enough that workers never starve and
    /// a scaler sees work; no deeper, because what is in a queue is in order of arrival.
    /// </value>
    public int Window { get; init; } = 256;

    /// <value>Windows of single priorities that differ from <see cref="Window"/>, by name: <c>High</c>, <c>Normal</c>, <c>Bulk</c>.</value>
    public IReadOnlyDictionary<Priority, int> Windows { get; init; } = new Dictionary<Priority, int>();

    /// <value>
    /// How many items of a tenant may take the queue of the next higher priority while the tenant has fewer than that under way and others have
    /// filled the queue: 0 (never) to 10 000, default 16. So a small job waits for images that run, not for the whole queue.
    /// </value>
    public int Express { get; init; } = 16;

    /// <value>How many items are published at once: 1 to 10 000, default 256.</value>
    public int Batch { get; init; } = 256;

    /// <value>Tenants' shares relative to each other, above 0 and at most 1000; a tenant that is not named has 1.</value>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <value>How long a tenant's wait counts as much as one item at weight 1: above 0 to 1 day, default 1 min.</value>
    public TimeSpan AgeStep { get; init; } = TimeSpan.FromMinutes(1);

    /// <value>How long a dispatcher may take to publish what it claimed: longer than <see cref="PublishTimeout"/>, at most 1 day, default 15 s.</value>
    public TimeSpan ClaimLease { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>Longest wait for the broker: above 0 to 1 day, default 5 s.</value>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>Longest time without a look at the database: above 0 to 1 day, default 1 s.</value>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>Longest wait after repeated failures; the first wait is <see cref="Poll"/>: <see cref="Poll"/> to 1 day, default 30 s.</value>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>Time between two searches for ended leases: above 0 to 1 day, default 15 s.</value>
    public TimeSpan ReapEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <returns>The window of a priority.</returns>
    /// <param name="priority">Which.</param>
    public int WindowOf(Priority priority) => Windows.TryGetValue(priority, out var window) ? window : Window;

    /// <returns>The weight of a tenant.</returns>
    /// <param name="tenant">Who.</param>
    public double WeightOf(string tenant) => Weights.TryGetValue(tenant, out var weight) ? weight : 1;

    /// <summary>Refuses settings that cannot work, all mistakes at once.</summary>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/> with every setting that is out of range.</exception>
    public DispatchOptions Checked() => Settings.Check(this, Mistakes());

    internal IEnumerable<string> Mistakes()
    {
        foreach (var (key, window) in Windows.Select(one => ($"Windows:{one.Key}", one.Value)).Prepend(("Window", Window)))
            if (window is < 1 or > 1_000_000)
                yield return $"{Section}:{key} must be 1 to 1000000 items.";
        foreach (var unknown in Windows.Keys.Where(priority => !Enum.IsDefined(priority)))
            yield return $"{Section}:Windows:{unknown} is not a priority; High, Normal and Bulk are.";
        if (Batch is < 1 or > 10_000)
            yield return $"{Section}:Batch must be 1 to 10000 items.";
        if (Express is < 0 or > 10_000)
            yield return $"{Section}:Express must be 0 to 10000 items.";
        foreach (var (tenant, weight) in Weights)
            if (!(weight > 0 && weight <= 1000))
                yield return $"{Section}:Weights:{tenant} must be above 0 and at most 1000.";
        foreach (var (key, time) in new[] { ("AgeStep", AgeStep), ("PublishTimeout", PublishTimeout), ("Poll", Poll), ("ReapEvery", ReapEvery) })
            if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(1))
                yield return $"{Section}:{key} must be above 0 and at most 1 day.";
        if (LongestBackoff < Poll || LongestBackoff > TimeSpan.FromDays(1))
            yield return $"{Section}:LongestBackoff must be Poll to 1 day.";
        if (ClaimLease <= PublishTimeout || ClaimLease > TimeSpan.FromDays(1))
            yield return $"{Section}:ClaimLease must be longer than PublishTimeout and at most 1 day.";
    }
}
