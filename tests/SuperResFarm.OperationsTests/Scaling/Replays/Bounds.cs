namespace SuperResFarm.OperationsTests.Scaling.Replays;

/// <summary>What the chart's rules must keep on a trace.</summary>
/// <param name="Trace">Its name.</param>
/// <param name="OldestAge">No item may wait longer; the oracle's fleet is the smallest one that keeps this.</param>
/// <param name="HighP99">Nor 99 of 100 items of high priority longer than this, cold starts included.</param>
/// <param name="Ratio">Most GPU-hours for one of the oracle's.</param>
internal sealed record Bounds(string Trace, TimeSpan OldestAge, TimeSpan HighP99, double Ratio)
{
    /// <summary>Bounds for the traces of the repository. The archives' ages are those of as many GPUs as the rules allow; more would be faster.</summary>
    public static IReadOnlyList<Bounds> All { get; } =
    [
        new("quiet-day", TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(6.5), 12.5),
        new("archive", TimeSpan.FromHours(10.75), TimeSpan.MaxValue, 1.05),
        new("bursts", TimeSpan.FromMinutes(10), TimeSpan.MaxValue, 6),
        new("archive-and-photos", TimeSpan.FromHours(5.75), TimeSpan.FromMinutes(4), 1.05),
        new("long-items", TimeSpan.FromMinutes(35), TimeSpan.MaxValue, 1.6),
    ];
}
