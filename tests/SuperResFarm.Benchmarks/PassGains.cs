using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Benchmarks;

/// <summary>What each graph pass gains on the CPU: loading and running with it and without it in turn, one thread.</summary>
internal static class PassGains
{
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 9;
        var edge = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 128;
        var network = new ModelLibrary([]).Open(args[0]);
        var picture = PictureOf(edge, network.Card.Channels);
        var plain = network.ToOnnx(SampleType.UInt8, GraphPasses.None);
        var known = new List<(GraphPasses Passes, byte[] Graph)> { (GraphPasses.None, plain) };
        Console.WriteLine($"{network.Card.Name}, {edge} x {edge} pixels, one thread, processor time, medians of {rounds}");
        Console.WriteLine("| passes | run ms without | with | ratio | load ms without | with | ratio | bytes without | with |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var passes in Enum.GetValues<GraphPasses>().Where(passes => passes != GraphPasses.None))
        {
            var rewritten = network.ToOnnx(SampleType.UInt8, passes);
            var same = known.FirstOrDefault(other => rewritten.AsSpan().SequenceEqual(other.Graph));
            Console.WriteLine(same.Graph is null ? await RowAsync(passes, plain, rewritten, picture, rounds) : $"| {passes} | the same graph as {same.Passes} |");
            known.Add((passes, rewritten));
        }
        return 0;
    }

    private static async Task<string> RowAsync(GraphPasses passes, byte[] plain, byte[] rewritten, OrtValue picture, int rounds)
    {
        var load = await PairsAsync(rounds, () => Load(plain).Dispose(), () => Load(rewritten).Dispose());
        using var before = Load(plain);
        using var after = Load(rewritten);
        var run = await PairsAsync(rounds, () => Run(before, picture), () => Run(after, picture));
        return $"| {passes} | {Columns(run)} | {Columns(load)} | {plain.Length} | {rewritten.Length} |";
    }

    // Each pair is held against itself: other work on the machine then weighs on both sides alike.
    private static async Task<List<(double Without, double With)>> PairsAsync(int rounds, Action without, Action with)
    {
        var pairs = new List<(double, double)>();
        for (var round = 0; round <= rounds; round++)
            pairs.Add(((await MeasureAsync(without)).Cpu, (await MeasureAsync(with)).Cpu));
        return pairs[1..];   // the first round warms up
    }

    private static Task<Measured> MeasureAsync(Action work) => Measured.OfAsync(() =>
    {
        work();
        return Task.CompletedTask;
    });

    private static string Columns(List<(double Without, double With)> pairs) => FormattableString.Invariant(
        $"{Measured.Median(pairs.Select(pair => pair.Without * 1000)):0} | {Measured.Median(pairs.Select(pair => pair.With * 1000)):0} | {Measured.Median(pairs.Select(pair => pair.With / pair.Without)):0.000}");

    private static InferenceSession Load(byte[] model)
    {
        _ = OnnxEnvironment.Instance;   // keeps the engine from reporting usage
        using var options = new SessionOptions { IntraOpNumThreads = 1, EnableMemoryPattern = false };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(model, options);
    }

    private static void Run(InferenceSession session, OrtValue picture)
    {
        using var run = new RunOptions();
        using var answers = session.Run(run, session.InputNames, [picture], session.OutputNames);
    }

    private static OrtValue PictureOf(int edge, int channels)
    {
        var folder = Directory.CreateTempSubdirectory("superres-passes-").FullName;
        try
        {
            using var source = ImageSource.Open(Photo.Make(folder, edge, edge), new ImageLimits());
            var rows = new byte[edge * edge * 3];
            source.ReadRows(0, edge, rows);
            byte[] samples = channels == 3 ? rows : [.. rows.Where((_, i) => i % 3 < channels)];
            return OrtValue.CreateTensorValueFromMemory(samples, [1, edge, edge, channels]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
