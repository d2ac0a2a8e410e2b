namespace SuperResFarm.Cli.Plotting;

/// <summary>One axis of a plot: which values it spans, where they lie, and which of them are written beside it.</summary>
/// <param name="Low">First value.</param>
/// <param name="High">Last value, larger than the first.</param>
/// <param name="Logarithmic">Whether equal ratios, and not equal differences, are equally far apart.</param>
/// <param name="Ticks">Values that are written, ascending.</param>
internal sealed record PlotAxis(double Low, double High, bool Logarithmic, IReadOnlyList<double> Ticks)
{
    private const int MostTicks = 8;
    private const double WideRatio = 10;   // beyond it, the small values would lie on the axis

    private static readonly double[] _steps = [1, 2, 5];

    /// <returns>Where a value lies: 0 at the start of the axis, 1 at its end.</returns>
    public double Place(double value) => Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <param name="values">At least one, all above 0.</param>
    /// <returns>An axis from 0; or from below the smallest, with equal ratios, where the largest is more than ten times that.</returns>
    public static PlotAxis Of(IReadOnlyCollection<double> values) =>
        values.Max() > WideRatio * values.Min() ? Ratios(values.Min(), values.Max()) : FromZero(values.Max());

    /// <param name="values">At least one, all above 0.</param>
    /// <returns>An axis of equal ratios that has a little room at both ends; the values themselves are written, as far as they leave each other room.</returns>
    public static PlotAxis At(IReadOnlyCollection<double> values)
    {
        var sorted = values.Distinct().Order().ToList();
        var room = Math.Max(1.1, Math.Pow(sorted[^1] / sorted[0], 0.05));
        var axis = new PlotAxis(sorted[0] / room, sorted[^1] * room, true, []);
        var ticks = new List<double>();
        foreach (var value in sorted)
            if (ticks.Count == 0 || axis.Place(value) - axis.Place(ticks[^1]) > 0.5 / MostTicks)
                ticks.Add(value);
        return axis with { Ticks = ticks };
    }

    private static PlotAxis FromZero(double most)
    {
        var step = StepsFrom(most / MostTicks).First(step => step * MostTicks >= most);
        var count = (int)Math.Ceiling(most / step - 1e-9);
        return new(0, count * step, false, [.. Enumerable.Range(0, count + 1).Select(tick => tick * step)]);
    }

    private static PlotAxis Ratios(double least, double most)
    {
        var low = StepsFrom(least / 10).TakeWhile(step => step <= least).Last();
        var high = StepsFrom(most).First(step => step >= most);
        List<double> ticks = [.. StepsFrom(low).TakeWhile(step => step <= high * 1.001)];
        if (ticks.Count > 2 * MostTicks)
            ticks = [.. ticks.Where(tick => Math.Abs(Math.Log10(tick) - Math.Round(Math.Log10(tick))) < 1e-9)];   // whole powers only
        return new(low, high, true, ticks);
    }

    // 1, 2, 5, 10, 20 ... from the first that is no smaller on.
    private static IEnumerable<double> StepsFrom(double value)
    {
        for (var exponent = (int)Math.Floor(Math.Log10(value)); ; exponent++)
            foreach (var step in _steps)
                if (Rounded(step, exponent) is var next && next >= value * 0.999)
                    yield return next;
    }

    // Multiplied by a power below 1, two tenths would be 0.2000000001.
    private static double Rounded(double step, int exponent) => exponent < 0 ? step / Math.Pow(10, -exponent) : step * Math.Pow(10, exponent);
}
