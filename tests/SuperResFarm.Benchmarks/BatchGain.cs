using System.Globalization;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Benchmarks;

/// <summary>Small images of one tile each: one by one, and all in flight through the batcher, which runs several of them together. One lane, so that only batches gain.</summary>
internal static class BatchGain
{
    private const int Images = 64;
    private static readonly int[] _batches = [1, 2, 4, 8, 16];

    public static async Task<int> RunAsync(string[] args)
    {
        var edge = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64;
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 7;
        using var engine = OnnxEngine.Load(new ModelLibrary([]).Open(args[0], 4), SampleDepth.Eight, new LanePool(new CpuProvider(), 1));
        var shape = new TileShape(edge, edge);
        var times = _batches.ToDictionary(batch => batch, _ => new List<Measured>());
        var single = new List<Measured>();
        for (var round = 0; round <= rounds; round++)
        {
            single.Add(await Measured.OfAsync(() => OneByOneAsync(engine, shape)));
            foreach (var batch in _batches)
                times[batch].Add(await Measured.OfAsync(() => TogetherAsync(engine, shape, batch)));
        }
        Console.WriteLine($"{Images} images of {shape}, one lane, medians of {rounds} rounds in turn\n| way | images/s | times one by one, wall | cpu |\n|---|---|---|---|");
        Console.WriteLine(FormattableString.Invariant($"| one by one | {Images / Measured.Median(single.Skip(1).Select(run => run.Wall)):0.0} | 1 | 1 |"));
        foreach (var batch in _batches)
            Console.WriteLine(FormattableString.Invariant(
                $"| in flight, batches of {batch} | {Images / Measured.Median(times[batch].Skip(1).Select(run => run.Wall)):0.0} | {Ratio(batch, run => run.Wall):0.00} | {Ratio(batch, run => run.Cpu):0.00} |"));
        return 0;

        double Ratio(int batch, Func<Measured, double> of) => Measured.Median(single.Zip(times[batch], (alone, together) => of(alone) / of(together)).Skip(1));
    }

    private static async Task OneByOneAsync(OnnxEngine engine, TileShape shape)
    {
        for (var image = 0; image < Images; image++)
            await RunAsync(engine, shape, 1);
    }

    private static Task TogetherAsync(OnnxEngine engine, TileShape shape, int batch) =>
        Task.WhenAll(Enumerable.Range(0, Images).Select(_ => RunAsync(engine, shape, batch)));

    private static async Task RunAsync(OnnxEngine engine, TileShape shape, int batch)
    {
        using var slot = new TileSlot(shape, engine, owner: null, batch);
        ProbePicture.Fill(slot.Input, engine.Depth, engine.Channels, shape.Width, shape.Height);
        await engine.RunAsync(slot, CancellationToken.None);
    }
}
