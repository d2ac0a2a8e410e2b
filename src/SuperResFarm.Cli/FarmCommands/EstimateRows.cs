using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>What is estimated, as rows of tables.</summary>
internal static class EstimateRows
{
    private const string NotKnown = "not known";

    /// <returns>All that an estimate says, but its notes.</returns>
    public static IEnumerable<(string, string)> FactsOf(EstimateBody estimate)
    {
        yield return ("items", Text(estimate.Items));
        yield return ("refused", Text(estimate.Refused));
        yield return ("headers read", estimate.Unknown > 0 ? $"{Text(estimate.Surveyed - estimate.Unknown)} of {Text(estimate.Surveyed)}" : Text(estimate.Surveyed));
        foreach (var unreadable in estimate.Unreadable)
            yield return ($"  {Shown.Of(unreadable.Code)}", string.Create(CultureInfo.InvariantCulture, $"{unreadable.Surveyed} ({100 * unreadable.Share:0.#} %)"));
        yield return ("megapixels in", Text(estimate.MegapixelsIn));
        yield return ("megapixels out", Text(estimate.MegapixelsOut));
        yield return ("device seconds", Text(estimate.DeviceSeconds));
        yield return ("cost", Text(estimate.Cost));
        yield return ("done", estimate.Finish is { } finish ? Text(finish.Expected, finish.Earliest, finish.Latest) : NotKnown);
    }

    /// <returns><c>12.3 (10 to 15)</c>; the number alone where it is exact.</returns>
    public static string Text(RangeBody? range) => range is null ? NotKnown
        : range.Low == range.High ? Number(range.Value) : $"{Number(range.Value)} ({Number(range.Low)} to {Number(range.High)})";

    /// <returns>A time with its band.</returns>
    public static string Text(DateTimeOffset expected, DateTimeOffset earliest, DateTimeOffset latest) => $"{Time(expected)} ({Time(earliest)} to {Time(latest)})";

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString(number >= 100 ? "0" : number >= 1 ? "0.0#" : "0.####", CultureInfo.InvariantCulture);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
