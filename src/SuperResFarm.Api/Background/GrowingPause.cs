namespace SuperResFarm.Api.Background;

/// <summary>Pauses between tries of what must succeed in the end: half a second, twice as long each time, at most 15 seconds; a quarter is left to chance.</summary>
internal sealed class GrowingPause
{
    private const double First = 0.5;
    private const double Longest = 15;

    private int _failures;

    public TimeSpan Next() =>
        TimeSpan.FromSeconds(Math.Min(Longest, First * Math.Pow(2, Math.Min(_failures++, 10))) * (0.75 + Random.Shared.NextDouble() / 4));

    public void Reset() => _failures = 0;
}
