using System.Globalization;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Benchmarks;

/// <summary>What the engine (queue, batcher, lanes, copies in and out) costs beside its sessions: the same sessions, driven by one loop to a lane.</summary>
internal static class EngineOverhead
{
    private const double SecondsOfARound = 6;

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 9;
        var edge = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 256;
        var shape = new TileShape(edge, edge);
        using var engine = OnnxEngine.Load(new ModelLibrary([]).Open(args[0], 4), SampleDepth.Eight, new LanePool(new CpuProvider(), Environment.ProcessorCount));
        using var loops = new BareLoops(engine, shape);
        var each = (await Measured.OfAsync(() => loops.RunAsync(1))).Wall;
        var runs = Math.Max(2, (int)(SecondsOfARound / each));   // of each lane
        Console.WriteLine($"{engine.Lanes} lanes, {runs} runs of {shape} on each, rounds of both in turn");

        var ratios = new List<Measured>();
        for (var round = 0; round <= rounds; round++)
        {
            var bare = await Measured.OfAsync(() => loops.RunAsync(runs));
            var ours = await Measured.OfAsync(() => ThroughAsync(engine, shape, runs * engine.Lanes));
            Console.WriteLine(FormattableString.Invariant($"round {round}: bare {bare.Wall:0.00} s ({bare.Cpu:0.00} cpu), engine {ours.Wall:0.00} s ({ours.Cpu:0.00} cpu)"));
            if (round > 0)   // the first one warms code and caches
                ratios.Add(new Measured(ours.Wall / bare.Wall, ours.Cpu / bare.Cpu));
        }
        Console.WriteLine(FormattableString.Invariant(
            $"engine over bare loops, medians of {rounds}: wall {Measured.Median(ratios.Select(ratio => ratio.Wall)):0.000}, cpu {Measured.Median(ratios.Select(ratio => ratio.Cpu)):0.000}"));
        return 0;
    }

    // As an image does it: the next tiles are at hand when a lane becomes free.
    private static async Task ThroughAsync(OnnxEngine engine, TileShape shape, int tiles)
    {
        var left = tiles;
        await Task.WhenAll(Enumerable.Range(0, 2 * engine.Lanes + 1).Select(async _ =>
        {
            using var slot = new TileSlot(shape, engine);
            ProbePicture.Fill(slot.Input, engine.Depth, engine.Channels, shape.Width, shape.Height);
            while (Interlocked.Decrement(ref left) >= 0)
                await engine.RunAsync(slot, CancellationToken.None);
        }));
    }
}
