namespace SuperResFarm.Api.Settings;

/// <summary>How many requests are taken of each tenant; each replica counts for itself.</summary>
public sealed record RateOptions
{
    /// <value>Requests a second, in the long run: 0 to 100 000; 0, the default: no limit.</value>
    public int PerSecond { get; init; }

    /// <value>Requests at once after a pause: 0 to 1 000 000; 0, the default: as many as in a second.</value>
    public int Burst { get; init; }

    /// <summary>What counts as <see cref="Burst"/>.</summary>
    public int EffectiveBurst => Burst == 0 ? PerSecond : Burst;
}
