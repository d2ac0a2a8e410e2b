namespace SuperResFarm.Api.Webhooks;

/// <summary>How webhooks are delivered, and where to.</summary>
public sealed record WebhookOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Webhooks";

    /// <value>
    /// Networks that may be reached although they are not public, as <c>10.1.0.0/16</c> or <c>fd00:1::/64</c>, on any port: for receivers of one's own.
    /// None, the default: no private, local or special address is ever connected to.
    /// </value>
    public IReadOnlyList<string> AllowPrivate { get; init; } = [];

    /// <value>Whether receivers may be reached without TLS, on port 80: default no.</value>
    public bool AllowHttp { get; init; }

    /// <value>Path of a file with 32 random bytes in base64, with which secrets are sealed in the database. None, the default: they stand there as they are.</value>
    public string? KeyFile { get; init; }

    /// <value>How many webhooks a tenant may have: 1 to 1 000, default 20.</value>
    public int MaxPerTenant { get; init; } = 20;

    /// <value>How many deliveries go out at the same time in all: 1 to 1 000, default 64.</value>
    public int Parallel { get; init; } = 64;

    /// <value>How many go to one webhook at the same time: 1 to <see cref="Parallel"/>, default 8. One whose last try failed gets one at a time.</value>
    public int ParallelEach { get; init; } = 8;

    /// <value>Longest wait for a receiver's answer, connecting included: 100 ms to 1 min, default 15 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>Pause after the first failure; it doubles with each further one: 10 ms to 1 h, default 5 s.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>Longest pause between two tries: <see cref="FirstPause"/> to 1 day, default 15 min.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(15);

    /// <value>How long a delivery is tried: 1 s to 30 days, default 3 days.</value>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    /// <value>How long a webhook may only fail before it is disabled: 1 s to 90 days, default 5 days.</value>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <value>How long the secret of before signs beside a new one: 0 to 30 days, default 1 day.</value>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromDays(1);

    /// <value>How long deliveries that are done stay in the log: 1 min to 90 days, default 7 days. Of each webhook 10 000 at most.</value>
    public TimeSpan LogLife { get; init; } = TimeSpan.FromDays(7);

    /// <value>Longest time without a look at the database: 10 ms to 1 min, default 1 s.</value>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}
