using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Planning;

/// <summary>Measures how much context a network needs before a seam can no longer be seen.</summary>
/// <remarks>
/// A picture of edges at every scale is run whole; its middle is run again with less context. The halo is the smallest one
/// at which no sample of the middle differs by a quarter of an 8-bit level. That leaves room for pictures harder than the
/// probe: photos came out up to three times worse, so below the promised level (docs/engine.md).
/// </remarks>
public static class HaloProbe
{
    private const int Core = 64;
    private const int WidestHalo = 64;
    private const double Tolerance = 0.25 / 255;

    /// <summary>Measures.</summary>
    /// <param name="engine">A 16-bit engine of the network.</param>
    /// <param name="radius">Receptive-field radius in source pixels, or null when it is unbounded or unknown.</param>
    /// <param name="multiple">Tile lengths are multiples of this.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <returns>Source pixels, at most the radius and at most 64.</returns>
    public static async Task<int> MeasureAsync(ITileEngine engine, int? radius, int multiple, CancellationToken ct)
    {
        var widest = RoundUp(Math.Min(radius ?? WidestHalo, WidestHalo), multiple);
        var core = RoundUp(Core, multiple);
        var truth = await RunAsync(engine, core, widest, widest, ct);
        var (low, high) = (0, widest / multiple);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var answer = await RunAsync(engine, core, widest, middle * multiple, ct);
            if (Difference(truth, answer) < Tolerance)
                high = middle;
            else
                low = middle + 1;
        }
        return low * multiple;
    }

    private static async Task<ushort[]> RunAsync(ITileEngine engine, int core, int widest, int halo, CancellationToken ct)
    {
        var edge = core + 2 * halo;
        using var slot = new TileSlot(new TileShape(edge, edge), engine);
        Draw(slot, widest - halo, engine.Channels);
        await engine.RunAsync(slot, ct);
        return MiddleOf(slot, core, halo, engine);
    }

    private static void Draw(TileSlot slot, int offset, int channels)
    {
        var samples = MemoryMarshal.Cast<byte, ushort>(slot.Input);
        for (int i = 0, y = 0; y < slot.Shape.Height; y++)
            for (var x = 0; x < slot.Shape.Width; x++)
                for (var c = 0; c < channels; c++)
                    samples[i++] = Sample(x + offset, y + offset, c);
    }

    // Discs of four sizes on top of each other, each of one colour: edges of every direction at every scale, as in photos.
    private static ushort Sample(int x, int y, int c)
    {
        var value = 0.5;
        foreach (var cell in new[] { 23, 11, 6, 3 })
        {
            var (dx, dy) = ((x % cell - cell / 2.0) / cell, (y % cell - cell / 2.0) / cell);
            if (dx * dx + dy * dy < 0.2 && Random(x / cell, y / cell, cell) > 0.55)
                value = Random(x / cell, y / cell, 7 * cell + c);
        }
        return (ushort)(65535 * (0.1 + 0.75 * value + 0.05 * Random(x, y, c)));
    }

    private static double Random(int x, int y, int seed)
    {
        var hash = (uint)(x * 73856093) ^ (uint)(y * 19349663) ^ (uint)(seed * 83492791);
        hash = (hash ^ (hash >> 13)) * 0x5bd1e995;
        return ((hash ^ (hash >> 15)) & 0xffff) / 65535.0;
    }

    private static ushort[] MiddleOf(TileSlot slot, int core, int halo, ITileEngine engine)
    {
        var output = MemoryMarshal.Cast<byte, ushort>(slot.Output);
        var (scale, channels) = (engine.Scale, engine.Channels);
        var middle = new ushort[core * scale * core * scale * channels];
        var row = core * scale * channels;
        for (var y = 0; y < core * scale; y++)
            output.Slice((halo * scale + y) * slot.Shape.Width * scale * channels + halo * scale * channels, row).CopyTo(middle.AsSpan(y * row));
        return middle;
    }

    private static double Difference(ushort[] a, ushort[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Max() / 65535.0;

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
