using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using NetVips;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Benchmarks;

/// <summary>
/// The tasks that Real-ESRGAN's own class (PyTorch, two threads) was measured with on another machine, as processor time over bare runs of the unchanged
/// graph. Here the whole pipeline is held against the same bare runs, so the two ratios tell the pipeline's part of the class's time.
/// </summary>
internal static class PeerRatio
{
    private const int Rounds = 7;

    private static readonly PeerTask _tiled = new(Picture: 256, Core: 128, Halo: 10, ClassCpu: 0.99, ClassMegabytes: 364);   // realesr-animevideov3
    private static readonly PeerTask _whole = new(Picture: 96, Core: 96, Halo: 0, ClassCpu: 7.59 / 4.71, ClassMegabytes: 540);   // RealESRGAN_x4plus

    public static async Task<int> RunAsync(string[] args)
    {
        var task = args is [_, "whole"] ? _whole : _tiled;
        var folder = Directory.CreateTempSubdirectory("superres-peer-").FullName;
        try
        {
            var photo = Path.Combine(folder, "photo.png");
            using (var picture = Image.JpegloadSource(Source.NewFromFile(Photo.Make(folder, task.Picture, task.Picture))))
                picture.Pngsave(photo);
            var (cpu, wall, seconds) = await RatioAsync(args[0], task, photo, folder);
            Console.WriteLine(FormattableString.Invariant($"pipeline over bare runs of the unchanged graph, medians of {Rounds}: cpu {cpu:0.00}, wall {wall:0.00} ({seconds:0.00} s cpu)"));
            Console.WriteLine(FormattableString.Invariant($"over Real-ESRGAN's class, which needs {task.ClassCpu:0.00} of the same bare runs: cpu {cpu / task.ClassCpu:0.00}"));
            var peaks = new List<double>();
            for (var run = 0; run < 3; run++)
                peaks.Add((await RealProgram.UpscaleAsync(
                    photo, "-o", Path.Combine(folder, "results"), "-n", args[0], "-t", Number(task.Core), "--tile_pad", Number(task.Halo), "-j", "1:2:1")).PeakBytes / 1e6);
            Console.WriteLine(FormattableString.Invariant(
                $"peak memory of 'superres upscale' {Measured.Median(peaks):0} MB, of the class {task.ClassMegabytes} MB: {Measured.Median(peaks) / task.ClassMegabytes:0.00}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Cpu, double Wall, double Seconds)> RatioAsync(string model, PeerTask task, string photo, string folder)
    {
        var settings = new UpscaleSettings { Model = model, TileCore = task.Core, Halo = new HaloChoice(HaloKind.Pixels, task.Halo) };
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 2));
        using var gates = new StageGates(1, 1);
        var pipeline = new ItemPipeline(new ItemPlanner(networks, new HaloBook(Path.Combine(folder, "halos.json")), new TilePlanner(640_000_000)), gates);
        using var bare = Bare(model);
        var tile = TileOf(photo, task);
        var (ours, theirs) = (new List<Measured>(), new List<Measured>());
        for (var round = 0; round <= Rounds; round++)
        {
            theirs.Add(await Measured.OfAsync(() => RunBare(bare, tile, task)));
            ours.Add(await Measured.OfAsync(() => pipeline.RunAsync(new UpscaleRequest(photo, "", Path.Combine(folder, "out.png"), settings), new Progress<UpscaleProgress>(), CancellationToken.None)));
        }
        return (Ratio(run => run.Cpu), Ratio(run => run.Wall), Measured.Median(ours.Skip(1).Select(run => run.Cpu)));

        double Ratio(Func<Measured, double> of) => Measured.Median(ours.Zip(theirs, (o, t) => of(o) / of(t)).Skip(1));   // the first round warms up
    }

    private static InferenceSession Bare(string model)
    {
        _ = OnnxEnvironment.Instance;   // keeps the engine from reporting usage
        using var options = new SessionOptions { IntraOpNumThreads = 2 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(new ModelLibrary([]).Open(model).ToBareOnnx(GraphPasses.None), options);
    }

    private static Task RunBare(InferenceSession session, float[] samples, PeerTask task)
    {
        using var run = new RunOptions();
        using var tile = OrtValue.CreateTensorValueFromMemory(samples, [1, 3, task.Edge, task.Edge]);
        for (var i = 0; i < task.Tiles; i++)
        {
            using var answers = session.Run(run, session.InputNames, [tile], session.OutputNames);
        }
        return Task.CompletedTask;
    }

    // What a network computes decides how long PReLU takes, so both sides get the same picture.
    private static float[] TileOf(string photo, PeerTask task)
    {
        using var source = ImageSource.Open(photo, new ImageLimits());
        var (edge, width) = (task.Edge, task.Picture);
        var rows = new byte[edge * width * 3];
        source.ReadRows(0, edge, rows);
        return [.. from c in Enumerable.Range(0, 3) from y in Enumerable.Range(0, edge) from x in Enumerable.Range(0, edge) select rows[(y * width + x) * 3 + c] / 255f];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <param name="Picture">Edge of the picture in pixels.</param>
    /// <param name="Core">Edge of a tile without halos.</param>
    /// <param name="Halo">Context at each seam.</param>
    /// <param name="ClassCpu">Processor time of the class over bare runs.</param>
    /// <param name="ClassMegabytes">Its peak memory.</param>
    private sealed record PeerTask(int Picture, int Core, int Halo, double ClassCpu, int ClassMegabytes)
    {
        // Tiles at the border slide inwards, so each has one halo of context: Real-ESRGAN's are as long there.
        public int Edge => Core + (Picture > Core ? Halo : 0);

        public int Tiles => Picture / Core * (Picture / Core);
    }
}
