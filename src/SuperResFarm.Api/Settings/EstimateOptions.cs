namespace SuperResFarm.Api.Settings;

/// <summary>How work is estimated.</summary>
public sealed record EstimateOptions
{
    private const int LargestSample = 10_000;
    private const double HighestPrice = 1e6;
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    /// <value>Images whose headers are read for an estimate, all or a random sample: 0 to 10 000, default 400; 0: none, and sizes are those of other jobs.</value>
    public int Sample { get; init; } = 400;

    /// <value>
    /// Images of an accepted job whose headers are read meanwhile, likewise: 0 to 10 000, default 2 000, for nobody waits for them; 0: none, and sizes are guessed from what has ended.
    /// </value>
    public int JobSample { get; init; } = 2_000;

    /// <value>Longest time for the headers of one estimate; images that were not reached by then are taken for usual ones: 1 s to 5 min, default 20 s.</value>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <value>Price of an hour of a device: 0 to 1 000 000, default none, then what workers tell of theirs (<c>Worker:DeviceHourPrice</c>).</value>
    public double? DeviceHourPrice { get; init; }

    internal IEnumerable<string> Mistakes()
    {
        if (Sample is < 0 or > LargestSample)
            yield return $"Api:Estimates:Sample must lie between 0 and {LargestSample}.";
        if (JobSample is < 0 or > LargestSample)
            yield return $"Api:Estimates:JobSample must lie between 0 and {LargestSample}.";
        if (TimeLimit < TimeSpan.FromSeconds(1) || TimeLimit > _longest)
            yield return "Api:Estimates:TimeLimit must be 1 s to 5 min.";
        if (DeviceHourPrice is { } price && !(price is >= 0 and <= HighestPrice))
            yield return $"Api:Estimates:DeviceHourPrice must lie between 0 and {HighestPrice:0}, or be left out.";
    }
}
