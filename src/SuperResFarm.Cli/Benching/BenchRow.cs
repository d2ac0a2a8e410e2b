using SuperResFarm.Inference.Benching;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Benching;

/// <summary>One point of a sweep and what became of it.</summary>
/// <param name="Device">What ran it.</param>
/// <param name="Model">The model.</param>
/// <param name="Precision">Arithmetic.</param>
/// <param name="Point">How it was run.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why there are no figures; null when there are.</param>
/// <param name="Figures">What was measured; null when nothing was.</param>
internal sealed record BenchRow(
    BenchDevice Device, BenchModel Model, Precision Precision, BenchPoint Point, BenchState State, string? Reason = null, BenchFigures? Figures = null)
{
    /// <summary>Source megapixels for each second that are not also in a neighbouring tile's core; null when not measured.</summary>
    public double? UsefulMegapixelsPerSecond => Figures?.MegapixelsPerSecond * Model.UsefulShareOf(Point.Shape);

    /// <summary>The network's arithmetic for each second over that of a matrix product; null when one of them is not known.</summary>
    public double? ShareOfPeak => Share(Model.FlopsPerPixel, Figures, Device.PeakOf(Precision)?.FlopsPerSecond);

    /// <returns>The share, 1 for all of the peak; above 1 where the engine transforms convolutions so that it does less than is counted.</returns>
    /// <param name="flopsPerPixel">What a source pixel takes.</param>
    /// <param name="figures">What was measured.</param>
    /// <param name="peak">Floating-point operations for each second.</param>
    public static double? Share(double? flopsPerPixel, BenchFigures? figures, double? peak) => flopsPerPixel * figures?.MegapixelsPerSecond * 1e6 / peak;
}

/// <summary>What became of a point.</summary>
internal enum BenchState
{
    /// <summary>There are figures.</summary>
    Measured,

    /// <summary>The device's memory does not hold it.</summary>
    OutOfMemory,

    /// <summary>It was not tried.</summary>
    LeftOut,

    /// <summary>It was tried and could not be run.</summary>
    Failed,
}
