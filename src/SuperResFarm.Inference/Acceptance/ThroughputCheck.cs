using System.Globalization;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>How fast the tiles of a plan are: whether they fit all at once, too, with the weights of every lane.</summary>
internal static class ThroughputCheck
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(2), _peakTime = TimeSpan.FromSeconds(1);

    /// <param name="network">As its weights are, for its arithmetic.</param>
    /// <param name="worked">In the precision that it runs in.</param>
    /// <param name="plan">Whose tiles run.</param>
    /// <param name="provider">What runs them.</param>
    /// <param name="memory">Tells what a GPU has free.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <exception cref="Contracts.Failures.FarmException">The plan does not fit, or the engine failed.</exception>
    public static async Task<Finding> RunAsync(Network network, Network worked, TilePlan plan, IProvider provider, DeviceMemory memory, CancellationToken ct)
    {
        var peak = await MatrixPeak.MeasureAsync(provider, worked.Card.Precision, _peakTime, ct);
        var figures = await new PointBench(worked, provider, memory).MeasureAsync(new(plan.Grid.Shape, plan.Batch, plan.Lanes), _time, ct);
        var share = NetworkWork.FlopsPerPixel(network) * figures.MegapixelsPerSecond * 1e6 / peak.FlopsPerSecond;
        return Finding.Passed(
            string.Create(CultureInfo.InvariantCulture, $"{figures.MegapixelsPerSecond:0.000} source MP/s in these tiles, {figures.MegapixelsPerSecond / plan.Grid.Redundancy:0.000} of a photo; ")
            + (share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0} % of a peak of ") : "peak ")
            + string.Create(CultureInfo.InvariantCulture, $"{peak.FlopsPerSecond / 1e9:0.0} GFLOP/s")
            + (figures.EngineBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"; {bytes / 1e6:0} MB in the engine") : ""),
            ("megapixelsPerSecond", figures.MegapixelsPerSecond), ("photoMegapixelsPerSecond", figures.MegapixelsPerSecond / plan.Grid.Redundancy), ("shareOfPeak", share),
            ("peakFlopsPerSecond", peak.FlopsPerSecond), ("engineBytes", figures.EngineBytes), ("deviceBytes", figures.DeviceBytes));
    }
}
