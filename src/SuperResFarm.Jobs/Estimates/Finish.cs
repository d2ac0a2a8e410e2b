using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>When work will be done, from now.</summary>
/// <param name="Expected">What is expected.</param>
/// <param name="Earliest">Nine times in ten not before.</param>
/// <param name="Latest">Nine times in ten not after.</param>
public sealed record Finish(TimeSpan Expected, TimeSpan Earliest, TimeSpan Latest)
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(3650);

    /// <returns>The time for so much work.</returns>
    /// <param name="work">Device seconds.</param>
    /// <param name="pace">Device seconds in a second, above 0.</param>
    /// <param name="doubt">How far the pace may be off, as a share.</param>
    public static Finish Of(Quantity work, double pace, double doubt)
    {
        // The doubts are factors: twice as slow is as likely as twice as fast.
        var factor = 1 + Quantity.BandErrors * Math.Sqrt(work.Share * work.Share + doubt * doubt);
        return new(Time(work.Value / pace), Time(work.Value / pace / factor), Time(work.Value / pace * factor));
    }

    private static TimeSpan Time(double seconds) => seconds < _longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : _longest;
}
