using System.Globalization;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Benching;

/// <summary>The figures for people.</summary>
internal static class BenchTable
{
    private static readonly string[] _head =
        ["device", "model", "precision", "tile", "batch", "lanes", "MP/s", "s per MP", "+-", "useful MP/s", "of peak", "engine MB", "process MB", ""];

    public static void Write(BenchSweep sweep)
    {
        FactTable.Write([.. sweep.Devices.SelectMany(FactsOf), .. sweep.Models.Select(FactOf), ("engine", OnnxEnvironment.Version)], "bench");
        if (sweep.Rows.Count > 0)
            Columns.Write([_head, .. sweep.Rows.Select(CellsOf)]);
    }

    private static IEnumerable<(string, string)> FactsOf(BenchDevice device)
    {
        yield return (device.Name, $"{device.Provider.Device.Name}: {device.Provider.Fingerprint}");
        foreach (var (precision, peak) in device.Peaks)
            yield return ($"{device.Name} peak", peak is null
                ? $"unknown: the matrices could not be multiplied in {Spelled(precision)} precision"
                : string.Create(CultureInfo.InvariantCulture, $"{peak.FlopsPerSecond / 1e9:0.0} GFLOP/s in {Spelled(precision)} precision, {peak.Lanes} products of {peak.Edge}x{peak.Edge} at once"));
    }

    private static (string, string) FactOf(BenchModel model) => (
        model.Card.Name,
        string.Create(CultureInfo.InvariantCulture, $"{model.Card.Architecture} x{model.Card.Scale?.ToString(CultureInfo.InvariantCulture) ?? "?"}, ")
        + (model.FlopsPerPixel is { } flops ? string.Create(CultureInfo.InvariantCulture, $"{flops / 1e6:0.###} MFLOP a source pixel, ") : "arithmetic not counted, ")
        + (model.Halo is { } halo ? $"halo {halo} pixels" : "halo unknown"));

    private static string[] CellsOf(BenchRow row)
    {
        var figures = row.Figures;
        return
        [
            row.Device.Name, row.Model.Card.Name, Spelled(row.Precision), row.Point.Shape.ToString(), Whole(row.Point.Batch), Whole(row.Point.Lanes),
            Rounded(figures?.MegapixelsPerSecond), Rounded(figures?.SecondsPerMegapixel.Median), figures?.Repeats > 1 ? Percent(figures.SecondsPerMegapixel.Relative) : "-",
            Rounded(row.UsefulMegapixelsPerSecond), Percent(row.ShareOfPeak), Megabytes(figures?.EngineBytes ?? figures?.DeviceBytes), Megabytes(figures?.ProcessBytes),
            row.State switch
            {
                BenchState.Measured => "",
                BenchState.OutOfMemory => $"out of memory: {row.Reason}",
                BenchState.LeftOut => $"left out: {row.Reason}",
                _ => $"failed: {row.Reason}",
            },
        ];
    }

    /// <returns>The name that the command line has for an arithmetic.</returns>
    internal static string Spelled(Precision precision) => precision == Precision.Half ? "half" : "single";

    // Three figures: the rest differs from run to run.
    private static string Rounded(double? value) => value is { } number
        ? number.ToString(number >= 100 ? "0" : number >= 10 ? "0.0" : number >= 1 ? "0.00" : "0.000", CultureInfo.InvariantCulture)
        : "-";

    private static string Percent(double? share) => share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.0} %") : "-";

    private static string Megabytes(long? bytes) => bytes is { } count ? (count / 1e6).ToString("0", CultureInfo.InvariantCulture) : "-";

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
