using System.Globalization;

namespace SuperResFarm.Cli.Farm;

/// <summary>Lengths of time, for people.</summary>
internal static class Durations
{
    /// <returns>In the unit that fits, rounded: <c>40 s</c>, <c>12 min</c>, <c>3 h</c>, <c>2 d</c>; never less than 0 s.</returns>
    public static string Spelled(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.5 => "0 s",
        < 99.5 => Text(time.TotalSeconds, "s"),
        < 99.5 * 60 => Text(time.TotalMinutes, "min"),
        < 48 * 3600 => Text(time.TotalHours, "h"),
        _ => Text(time.TotalDays, "d"),
    };

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value)} {unit}");
}
