using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Calibration;

/// <summary>Seconds that a source pixel costs in tiles of any shape, told by those that were measured.</summary>
/// <remarks>Between measured numbers of pixels their distance from the usual curve is interpolated, beyond them it stays as it is.</remarks>
public sealed class Speed
{
    private readonly List<(double Side, double Value)> _single;
    private readonly Dictionary<int, List<(double Side, double Value)>> _gains;

    /// <param name="probes">Measured runs, at least one of a single tile.</param>
    public Speed(IReadOnlyCollection<Probe> probes)
    {
        _single = Points(probes.Where(probe => probe.Batch == 1), probe => PerPixel(probe) / Usual(probe.Shape()));
        _gains = probes.Where(probe => probe.Batch > 1).GroupBy(probe => probe.Batch).ToDictionary(
            group => group.Key,
            group => Points(group, probe => PerPixel(probe) / SecondsPerPixel(probe.Shape())));
    }

    /// <summary>Numbers of tiles run at once that were measured, more than one, ascending.</summary>
    public IReadOnlyList<int> Batches => [.. _gains.Keys.Order()];

    /// <summary>How much dearer a pixel is in such tiles than in endless ones, where nothing was measured: tiles of 64 pixels took 1.2
    /// times as long as those of 512 (docs/engine.md).</summary>
    public static double Usual(TileShape shape) => 1 + 16.0 / Math.Min(shape.Width, shape.Height);

    /// <param name="shape">A tile.</param>
    /// <param name="batch">Tiles run at once. A gain of more than one is counted only where it was measured: not for larger tiles.</param>
    public double SecondsPerPixel(TileShape shape, int batch = 1)
    {
        var side = SideOf(shape);
        var alone = At(_single, side) * Usual(shape);
        return batch > 1 && _gains.TryGetValue(batch, out var gains) && side <= gains[^1].Side ? alone * Math.Min(1, At(gains, side)) : alone;
    }

    private static double SideOf(TileShape shape) => Math.Sqrt(shape.Pixels);

    private static double PerPixel(Probe probe) => probe.Seconds / probe.Pixels();

    private static List<(double Side, double Value)> Points(IEnumerable<Probe> probes, Func<Probe, double> value) =>
        [.. probes.GroupBy(probe => SideOf(probe.Shape())).OrderBy(group => group.Key).Select(group => (group.Key, group.Min(value)))];

    private static double At(List<(double Side, double Value)> points, double side)
    {
        var next = points.FindIndex(point => point.Side >= side);
        if (next <= 0)
            return next == 0 ? points[0].Value : points[^1].Value;
        var (before, after) = (points[next - 1], points[next]);
        return before.Value + (side - before.Side) / (after.Side - before.Side) * (after.Value - before.Value);
    }
}
