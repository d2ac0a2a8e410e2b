using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Planning;

/// <summary>Measures how much context a network needs before a seam can no longer be seen.</summary>
/// <remarks>
/// A strip of a picture of edges at every scale is run, and run again with its context on one side taken away, once from the left
/// and once from above. The further a pixel lies from the cut, the less it changes; the halo is the distance beyond which no sample
/// changes by an eighth of an 8-bit level. That leaves room for pictures harder than the probe: photos came out up to three times worse,
/// so below the promised level (docs/engine.md). Two runs for each side tell all distances at once.
/// </remarks>
public static class HaloProbe
{
    private const int WidestHalo = 64;
    private const int Beyond = 8;    // pixels behind the widest halo that are watched too
    private const int Breadth = 32;
    private const double Tolerance = 0.125 / 255;

    /// <summary>Measures.</summary>
    /// <param name="engine">A 16-bit engine of the network.</param>
    /// <param name="radius">Receptive-field radius in source pixels, or null when it is unbounded or unknown.</param>
    /// <param name="multiple">Tile lengths are multiples of this.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <returns>Source pixels, a multiple of <paramref name="multiple"/>, at most the radius and at most 64 but for rounding up.</returns>
    public static async Task<int> MeasureAsync(ITileEngine engine, int? radius, int multiple, CancellationToken ct)
    {
        var widest = RoundUp(Math.Min(radius ?? WidestHalo, WidestHalo), multiple);
        if (widest == 0)
            return 0;
        var sides = await Task.WhenAll(AlongAsync(engine, widest, multiple, upright: false, ct), AlongAsync(engine, widest, multiple, upright: true, ct));
        return Math.Min(RoundUp(sides.Max(), multiple), widest);
    }

    /// <returns>The smallest distance from the cut beyond which nothing changes visibly.</returns>
    private static async Task<int> AlongAsync(ITileEngine engine, int widest, int multiple, bool upright, CancellationToken ct)
    {
        var (kept, breadth) = (widest + RoundUp(Beyond, multiple), RoundUp(Breadth, multiple));
        var runs = await Task.WhenAll(RunAsync(engine, widest, kept, breadth, upright, ct), RunAsync(engine, 0, kept, breadth, upright, ct));
        var (truth, cut) = (runs[0], runs[1]);
        var halo = kept;
        while (halo > 0 && ChangeAt(halo - 1) < Tolerance)
            halo--;
        return halo;

        double ChangeAt(int distance)
        {
            var (first, count) = (distance * engine.Scale, engine.Scale);
            var largest = 0;
            for (var along = first; along < first + count; along++)
                for (var across = 0; across < breadth * engine.Scale * engine.Channels; across++)
                    largest = Math.Max(largest, Math.Abs(truth[along, across] - cut[along, across]));
            return largest / 65535.0;
        }
    }

    /// <returns>The kept part: distance from the cut, then everything across, in output samples.</returns>
    private static async Task<int[,]> RunAsync(ITileEngine engine, int context, int kept, int breadth, bool upright, CancellationToken ct)
    {
        var length = context + kept;
        using var slot = new TileSlot(upright ? new TileShape(breadth, length) : new TileShape(length, breadth), engine);
        // The end that is kept shows the same part of the picture with and without context.
        var (left, top) = upright ? (0, WidestHalo - context) : (WidestHalo - context, 0);
        ProbePicture.Draw(slot, engine.Depth, engine.Channels, left, top);
        await engine.RunAsync(slot, ct);
        return Kept(slot, engine, context * engine.Scale, kept * engine.Scale, breadth * engine.Scale, upright);
    }

    private static int[,] Kept(TileSlot slot, ITileEngine engine, int from, int length, int breadth, bool upright)
    {
        var output = MemoryMarshal.Cast<byte, ushort>(slot.Output);
        var (channels, width) = (engine.Channels, slot.Shape.Width * engine.Scale);
        var kept = new int[length, breadth * channels];
        for (var along = 0; along < length; along++)
            for (var across = 0; across < breadth; across++)
                for (var c = 0; c < channels; c++)
                {
                    var pixel = upright ? ((from + along) * width) + across : (across * width) + from + along;
                    kept[along, (across * channels) + c] = output[(pixel * channels) + c];
                }
        return kept;
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
