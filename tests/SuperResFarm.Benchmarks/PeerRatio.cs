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
/// The task that Real-ESRGAN's own class was measured with: 256 x 256 pixels, tiles of 128 with a pad of 10, two threads.
/// The class took 0.99 times the processor time of bare runs of the unchanged graph; here the whole pipeline is held
/// against the same bare runs.
/// </summary>
internal static class PeerRatio
{
    private const int Tiles = 4, Edge = 138;

    public static async Task<int> RunAsync(string[] args)
    {
        const int rounds = 7;
        var folder = Directory.CreateTempSubdirectory("superres-peer-").FullName;
        try
        {
            var photo = Path.Combine(folder, "photo.png");
            using (var picture = Image.JpegloadSource(Source.NewFromFile(Photo.Make(folder, 256, 256))))
                picture.Pngsave(photo);
            var settings = new UpscaleSettings { Model = args[0], TileCore = 128, Halo = new HaloChoice(HaloKind.Pixels, 10) };
            using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 2));
            using var gates = new StageGates(1, 1);
            var pipeline = new ItemPipeline(new ItemPlanner(networks, new HaloBook(Path.Combine(folder, "halos.json")), new TilePlanner(640_000_000)), gates);
            using var bare = Bare(args[0]);
            var tile = TileOf(photo);
            var (ours, theirs) = (new List<Measured>(), new List<Measured>());
            for (var round = 0; round <= rounds; round++)
            {
                theirs.Add(await Measured.OfAsync(() => RunBare(bare, tile)));
                ours.Add(await Measured.OfAsync(() => pipeline.RunAsync(new UpscaleRequest(photo, "", Path.Combine(folder, "out.png"), settings), new Progress<UpscaleProgress>(), CancellationToken.None)));
            }
            Console.WriteLine(FormattableString.Invariant(
                $"whole pipeline over bare runs of the unchanged graph, medians of {rounds}: cpu {Ratio(run => run.Cpu):0.00}, wall {Ratio(run => run.Wall):0.00} ({Measured.Median(ours.Skip(1).Select(run => run.Cpu)):0.00} s cpu)"));
            return 0;

            double Ratio(Func<Measured, double> of) => Measured.Median(ours.Zip(theirs, (o, t) => of(o) / of(t)).Skip(1));   // the first round warms up
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static InferenceSession Bare(string model)
    {
        _ = OnnxEnvironment.Instance;   // keeps the engine from reporting usage
        using var options = new SessionOptions { IntraOpNumThreads = 2 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(new ModelLibrary([]).Open(model).ToBareOnnx(GraphPasses.None), options);
    }

    private static Task RunBare(InferenceSession session, float[] samples)
    {
        using var run = new RunOptions();
        using var tile = OrtValue.CreateTensorValueFromMemory(samples, [1, 3, Edge, Edge]);
        for (var i = 0; i < Tiles; i++)
        {
            using var answers = session.Run(run, session.InputNames, [tile], session.OutputNames);
        }
        return Task.CompletedTask;
    }

    // What a network computes decides how long PReLU takes, so both sides get the same picture.
    private static float[] TileOf(string photo)
    {
        using var source = ImageSource.Open(photo, new ImageLimits());
        var rows = new byte[Edge * 256 * 3];
        source.ReadRows(0, Edge, rows);
        return [.. from c in Enumerable.Range(0, 3) from y in Enumerable.Range(0, Edge) from x in Enumerable.Range(0, Edge) select rows[(y * 256 + x) * 3 + c] / 255f];
    }
}
