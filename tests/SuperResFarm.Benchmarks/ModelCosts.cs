using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Benchmarks;

/// <summary>What models cost: time and peak memory of the import, size, and processor time of a run. Each has a process of its own.</summary>
internal static class ModelCosts
{
    private const int Rounds = 3;
    private const int UsualEdge = 128;

    // What some weights do not tell; the usual answers.
    private static readonly ModelHints _hints = new() { Scale = 4 };

    public static async Task<int> RunAsync(string[] files)
    {
        Console.WriteLine("| model | family | import s | import CPU s | peak MiB | ONNX MB | run | CPU s per megapixel |\n|---|---|---|---|---|---|---|---|");
        foreach (var file in files)
        {
            using var child = Process.Start(Environment.ProcessPath!, ["cost", file]);
            await child.WaitForExitAsync();
        }
        return 0;
    }

    public static async Task<int> RunOneAsync(string file)
    {
        Network? network = null;
        var folder = Directory.CreateTempSubdirectory("superres-cost-");
        try
        {
            var written = Path.Combine(folder.FullName, "model.onnx");
            var import = await MeasureAsync(() =>
            {
                network = ModelFile.Read(file, CheckpointLimits.Default, sha256 => new ModelSource(Path.GetFileNameWithoutExtension(file), sha256) { Hints = _hints });
                network.Save(written, SampleType.UInt8);
            });
            var (peak, bytes) = (ProcessPeak.Mib(), new FileInfo(written).Length);
            var (shape, cpu) = await RunAsync(network!);
            Console.WriteLine(FormattableString.Invariant(
                $"| {network!.Card.Name} | {network.Card.Architecture} | {import.Wall:0.0} | {import.Cpu:0.0} | {peak:0} | {bytes / 1e6:0.0} | {shape} | {cpu:0.0} |"));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(string Shape, double CpuPerMegapixel)> RunAsync(Network network)
    {
        var card = network.Card;
        var edge = card.Task == ModelTask.Upscale ? UsualEdge : 512;
        var size = card.FixedSize ?? new ImageSize(edge, edge);
        _ = OnnxEnvironment.Instance;   // keeps the engine from reporting usage
        using var options = new SessionOptions { IntraOpNumThreads = 1, EnableMemoryPattern = false };
        using var session = new InferenceSession(network.ToOnnx(SampleType.UInt8), options);
        var samples = new byte[size.Width * size.Height * card.Channels];
        new Random(1).NextBytes(samples);
        using var picture = OrtValue.CreateTensorValueFromMemory(samples, [1, size.Height, size.Width, card.Channels]);
        var seconds = new List<double>();
        for (var round = 0; round <= Rounds; round++)
            seconds.Add((await MeasureAsync(() => Run(session, picture))).Cpu);
        return ($"{size}", Measured.Median(seconds[1..]) / (size.Width * size.Height / 1e6));   // the first round warms up
    }

    private static void Run(InferenceSession session, OrtValue picture)
    {
        using var run = new RunOptions();
        using var answers = session.Run(run, session.InputNames, [picture], session.OutputNames);
    }

    private static Task<Measured> MeasureAsync(Action work) => Measured.OfAsync(() =>
    {
        work();
        return Task.CompletedTask;
    });
}
