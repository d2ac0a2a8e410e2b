using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Api.Estimates;

/// <summary>What is estimated, as it is told to clients.</summary>
internal static class EstimateBodies
{
    private const int Digits = 4;

    public static RangeBody Body(this Quantity quantity) => new(Rounded(quantity.Value), Rounded(quantity.Low), Rounded(quantity.High));

    public static FinishBody Body(this Finish finish, DateTimeOffset now) => new(Whole(now + finish.Expected), Whole(now + finish.Earliest), Whole(now + finish.Latest));

    public static EtaBody Body(this JobEta eta, DateTimeOffset now)
    {
        var finish = eta.Finish?.Body(now);
        return new(eta.Work.Total.Body(), eta.Work.Left.Body()) { Expected = finish?.Expected, Earliest = finish?.Earliest, Latest = finish?.Latest };
    }

    // More digits than anybody believes, so that exact numbers stay exact.
    private static double Rounded(double number) => Math.Round(number, Digits);

    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
