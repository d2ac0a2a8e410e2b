using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Cli.Benching;

/// <summary>The figures for programs. Facts that are not known are left out.</summary>
internal static class BenchJson
{
    /// <summary>Names this form; another number when a field changes its meaning.</summary>
    public const string Schema = "superres-bench/1";

    /// <param name="sweep">What was measured.</param>
    /// <param name="at">When it began.</param>
    /// <returns>The document.</returns>
    public static string Write(BenchSweep sweep, DateTimeOffset at)
    {
        return CliJson.Document(new
        {
            Schema,
            Program = typeof(BenchJson).Assembly.GetName().Version!.ToString(3),
            At = at,
            sweep.Complete,
            OnnxRuntime = OnnxEnvironment.Instance.GetVersionString(),
            Machine = MachineJson.OfThis(),
            SecondsPerPoint = sweep.Order.Time.TotalSeconds,
            BitsPerSample = 8,
            Devices = sweep.Devices.Select(DeviceOf),
            Models = sweep.Models.Select(ModelOf),
            Points = sweep.Rows.Select(row => PointOf(sweep, row)),
        });
    }

    private static object DeviceOf(BenchDevice device) => new
    {
        device.Name,
        Kind = device.Provider.Device.Kind.ToString().ToLowerInvariant(),
        Hardware = device.Provider.Device.Name,
        device.Provider.Device.Places,
        MemoryBytes = device.Provider.Device.TotalBytes,
        Provider = device.Provider.Fingerprint,
        Fault = device.Fault,
        Peaks = device.Peaks.Select(one => new
        {
            Precision = BenchTable.Spelled(one.Key),
            one.Value?.FlopsPerSecond,
            MatrixEdge = one.Value?.Edge,
            one.Value?.Lanes,
        }),
    };

    private static object ModelOf(BenchModel model) => new
    {
        model.Card.Name,
        model.Card.Sha256,
        model.Card.Architecture,
        model.Card.Scale,
        model.Card.Channels,
        model.FlopsPerPixel,
        HaloPixels = model.Halo,
    };

    private static object PointOf(BenchSweep sweep, BenchRow row) => new
    {
        Device = sweep.Devices.Index().First(one => one.Item == row.Device).Index,
        Model = sweep.Models.Index().First(one => one.Item == row.Model).Index,
        Precision = BenchTable.Spelled(row.Precision),
        row.Point.Shape.Width,
        row.Point.Shape.Height,
        row.Point.Batch,
        row.Point.Lanes,
        State = row.State switch
        {
            BenchState.Measured => "measured",
            BenchState.OutOfMemory => "out-of-memory",
            BenchState.LeftOut => "left-out",
            _ => "failed",
        },
        row.Reason,
        row.Figures?.MegapixelsPerSecond,
        row.UsefulMegapixelsPerSecond,
        SecondsPerMegapixel = row.Figures?.SecondsPerMegapixel.Median,
        SecondsPerMegapixelQuartiles = row.Figures is { Repeats: > 1, SecondsPerMegapixel: var spread } ? new[] { spread.Low, spread.High } : null,
        row.ShareOfPeak,
        row.Figures?.EngineBytes,
        row.Figures?.DeviceBytes,
        row.Figures?.ProcessBytes,
        row.Figures?.Repeats,
        row.Figures?.Tiles,
    };
}
