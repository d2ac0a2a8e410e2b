namespace SuperResFarm.Cli.Farm;

/// <summary>How long a farm is waited for.</summary>
internal sealed record FarmPatience
{
    /// <value>Time to go on trying after the first failure that may pass; zero: one try. Default 30 s.</value>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>Time to go on connecting again to a job that was watched already; default 10 min.</value>
    public TimeSpan Outage { get; init; } = TimeSpan.FromMinutes(10);

    /// <value>Pause before the second try, grown for each one after it and spread by chance; default 0.5 s.</value>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <value>Longest pause between tries, unless the farm asks for more; default 10 s.</value>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>Longest time until a connection stands; default 10 s.</value>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>Longest silence of the farm: before an answer, and within one that streams; default 60 s.</value>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Longest time between the last byte of a submission and its answer: the farm reads whole lists meanwhile; default 10 min.</value>
    public TimeSpan Submission { get; init; } = TimeSpan.FromMinutes(10);
}
