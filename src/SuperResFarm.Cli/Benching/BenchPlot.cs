using System.Globalization;
using SuperResFarm.Cli.Plotting;

namespace SuperResFarm.Cli.Benching;

/// <summary>Seconds for each megapixel over the length of the tile: a line for each device, model, arithmetic, batch and number of lanes.</summary>
internal static class BenchPlot
{
    /// <param name="sweep">At least one point of it was measured.</param>
    /// <param name="at">When it began.</param>
    public static LinePlot Of(BenchSweep sweep, DateTimeOffset at) => new(
        "superres bench",
        string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", sweep.Devices.Select(device => device.Provider.Device.Name).Distinct())}; {at:yyyy-MM-dd}"),
        "tile edge in source pixels, halos included",
        "seconds per source megapixel",
        [
            .. sweep.Rows.Where(row => row.Figures is not null)
                .GroupBy(row => (Device: row.Device.Name, row.Model, row.Precision, row.Point.Batch, row.Point.Lanes))
                .Select(line => new PlotSeries(
                    string.Create(CultureInfo.InvariantCulture, $"{line.Key.Model.Card.Name}, {line.Key.Device}, {BenchTable.Spelled(line.Key.Precision)}, batch {line.Key.Batch}, lanes {line.Key.Lanes}"),
                    [.. line.OrderBy(row => row.Point.Shape.Pixels).Select(PointOf)])),
        ]);

    private static PlotPoint PointOf(BenchRow row)
    {
        var seconds = row.Figures!.SecondsPerMegapixel;
        return new(
            Math.Sqrt(row.Point.Shape.Pixels), seconds.Median, seconds.Low, seconds.High,
            string.Create(CultureInfo.InvariantCulture, $"{row.Point.Shape}: {seconds.Median:0.###} s per MP, {row.Figures.MegapixelsPerSecond:0.###} MP/s"));
    }
}
