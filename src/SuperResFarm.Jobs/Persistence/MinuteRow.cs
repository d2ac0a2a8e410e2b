namespace SuperResFarm.Jobs.Persistence;

/// <summary>A minute in which workers reported something. Only those of the last while are kept.</summary>
internal sealed class MinuteRow
{
    /// <summary>Minutes since 1970-01-01, UTC.</summary>
    public long Minute { get; init; }

    /// <summary>When the first report of it was written, Unix milliseconds.</summary>
    public long BeganAt { get; set; }

    /// <summary>Device seconds of the items that ended in it.</summary>
    public double Seconds { get; set; }
    public int Items { get; set; }
}
