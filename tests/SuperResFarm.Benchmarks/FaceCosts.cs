using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Benchmarks;

/// <summary>
/// Seconds and memory of faces on two cores: one after the other on both, several in one run, and two at the same time on a core each. RestoreFormer has its official
/// layout with random weights.
/// </summary>
internal static class FaceCosts
{
    private const int Edge = 512;
    private static readonly CpuProvider _processor = new();

    // Faces in a run, runs at the same time, and what the session is made for: a run for faces has two threads, one for images one.
    private static readonly (string Name, int Batch, int AtOnce, SessionUse Use)[] _ways =
    [
        ("one on both cores", 1, 1, SessionUse.Faces),
        ("two together on both cores", 2, 1, SessionUse.Faces),
        ("four together on both cores", 4, 1, SessionUse.Faces),
        ("two at once, a core each", 1, 2, SessionUse.Images),
        ("one on one core", 1, 1, SessionUse.Images),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
        var folder = Directory.CreateTempSubdirectory("superres-faces-");
        try
        {
            var former = Path.Combine(folder.FullName, "RestoreFormer.safetensors");
            new OfficialRestoreFormer().Save(former);
            Console.WriteLine($"best of {2 * rounds} runs in {rounds} rounds; load before {LoadNow()}");
            Console.WriteLine("| network | way | s for a face | times one on both cores | MB of activations |\n|---|---|---|---|---|");
            foreach (var file in new[] { args[0], former })
                await RunAsync(new ModelLibrary([]).Open(file), rounds);
            Console.WriteLine($"load after {LoadNow()}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string LoadNow() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static async Task RunAsync(Network network, int rounds)
    {
        var graph = network.ToOnnx(SampleType.UInt8, TargetPasses.Of(ExecutionTarget.Cpu));
        var (seconds, bytes) = (_ways.Select(_ => double.MaxValue).ToArray(), new long[_ways.Length]);
        for (var round = 0; round < rounds; round++)
            foreach (var use in new[] { SessionUse.Faces, SessionUse.Images })
            {
                using var session = SessionFor(graph, use);
                foreach (var (index, way) in _ways.Index().Where(one => one.Item.Use == use))
                {
                    var (took, taken) = await MeasureAsync(session, way.Batch, way.AtOnce);
                    (seconds[index], bytes[index]) = (Math.Min(seconds[index], took), taken);
                }
            }
        foreach (var (index, way) in _ways.Index())
            Console.WriteLine(FormattableString.Invariant($"| {network.Card.Name} | {way.Name} | {seconds[index]:0.00} | {seconds[index] / seconds[0]:0.00} | {bytes[index] / 1e6:0} |"));
    }

    private static InferenceSession SessionFor(byte[] graph, SessionUse use)
    {
        using var options = _processor.CreateOptions(use);
        return new(graph, options);
    }

    /// <returns>Wall seconds for each face, the faster of two times, and what all faces took of the arena. The second gives it back, as the engine does.</returns>
    private static async Task<(double Seconds, long Bytes)> MeasureAsync(InferenceSession session, int batch, int atOnce)
    {
        using var meter = new ArenaMeter(session, _processor.Arena);
        var before = meter.Read()!.Value.TakenBytes;
        var first = await AllAsync(giveBack: false);
        var after = meter.Read()!.Value.TakenBytes;
        var second = await AllAsync(giveBack: true);
        return (Math.Min(first.Wall, second.Wall) / (batch * atOnce), after - before);

        Task<Measured> AllAsync(bool giveBack) =>
            Measured.OfAsync(() => Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => Run(session, batch, giveBack)))));
    }

    private static void Run(InferenceSession session, int batch, bool giveBack)
    {
        using var options = new RunOptions();
        if (giveBack)
            options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", _processor.Arena);
        using var faces = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.UInt8, [batch, Edge, Edge, 3]);
        new Random(batch).NextBytes(faces.GetTensorMutableRawData());
        using var answers = session.Run(options, session.InputNames, [faces], session.OutputNames);
    }
}
