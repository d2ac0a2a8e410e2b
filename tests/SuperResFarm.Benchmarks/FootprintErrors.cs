using System.Diagnostics;
using System.Globalization;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Benchmarks;

/// <summary>Memory that calibration predicts against the peak of runs at sizes it has not seen. Calibration and each run have processes of their own.</summary>
internal static class FootprintErrors
{
    private const int Scale = 4;   // of the networks it is meant for

    // Between the measured edges and beyond them, square and oblong.
    private static readonly TileShape[] _unseen = [new(112, 80), new(160, 160), new(208, 304)];

    public static async Task<int> RunAsync(string[] files)
    {
        Console.WriteLine("| model | tile | predicted MB | peak MB | error % | arena MB | error % |\n|---|---|---|---|---|---|---|");
        var errors = new List<double>();
        foreach (var file in files)
        {
            var line = await OwnProcessAsync(["footprint-fit", file]);
            foreach (var shape in _unseen)
            {
                var run = await OwnProcessAsync(["footprint-peak", file, Number(shape.Width), Number(shape.Height)]);
                // A lane has a copy of its tile, before and after, beside what the network takes: plans count it too.
                var (network, copy) = (line[0] + line[1] * shape.Pixels, 3.0 * (1 + Scale * Scale) * shape.Pixels);
                var (predicted, peak, arena) = (network + copy, run[0], run[1]);
                errors.Add(Math.Abs(predicted / peak - 1));
                Console.WriteLine(FormattableString.Invariant(
                    $"| {Path.GetFileNameWithoutExtension(file)} | {shape} | {predicted / 1e6:0.0} | {peak / 1e6:0.0} | {100 * (predicted / peak - 1):+0.0;-0.0} | {arena / 1e6:0.0} | {100 * (network / arena - 1):+0.0;-0.0} |"));
            }
        }
        Console.WriteLine(FormattableString.Invariant(
            $"\nerror of the predicted peak: median {100 * Measured.Median(errors):0.0} %, worst {100 * errors.Max():0.0} %; wanted at most 5 and 15"));
        return errors.Max() <= 0.15 && Measured.Median(errors) <= 0.05 ? 0 : 1;
    }

    /// <summary>Prints the line: bytes, and bytes for each pixel.</summary>
    public static async Task<int> FitAsync(string file)
    {
        var measured = await new Calibrator(new CpuProvider(), TimeProvider.System)
            .MeasureAsync(Open(file), SampleDepth.Eight, new CalibrationLimits(), CancellationToken.None);
        var line = measured.Footprint ?? throw new InvalidOperationException(measured.Refusal);
        Console.WriteLine(FormattableString.Invariant($"{line.OutsideBytes + line.FixedBytes} {line.BytesPerPixel}"));
        return 0;
    }

    /// <summary>Prints what two runs of a tile added to the process at most, and what the arena held beside weights.</summary>
    public static async Task<int> PeakAsync(string file, int width, int height)
    {
        var (network, provider) = (Open(file), new CpuProvider());
        using var engine = OnnxEngine.Load(network, SampleDepth.Eight, new LanePool(provider, lanes: 1));
        using var slot = new TileSlot(new TileShape(width, height), engine);
        new Random(1).NextBytes(slot.Input);
        slot.Output.Fill(1);   // a page that was never written takes no memory
        using var smallest = new TileSlot(new TileShape(16, 16), engine);
        await engine.RunAsync(smallest, CancellationToken.None);   // brings in code and threads
        GC.Collect();
        // The peak so far, that of loading, is forgotten: see proc(5), clear_refs.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var before = PeakBytes();
        for (var run = 0; run < 2; run++)
            await engine.RunAsync(slot, CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant($"{PeakBytes() - before} {ArenaBytes(network, provider)}"));
        return 0;
    }

    private static Network Open(string file) => ModelFile.Read(
        file, CheckpointLimits.Default, sha256 => new ModelSource(Path.GetFileNameWithoutExtension(file), sha256) { Hints = new ModelHints { Scale = Scale } });

    // Another session of the same arena sees all of it.
    private static long ArenaBytes(Network network, CpuProvider provider)
    {
        using var session = new ProbeSession(network, SampleDepth.Eight, provider);
        return session.Arena is { } arena ? arena.TakenBytes - arena.UsedBytes : throw new InvalidOperationException("The engine keeps no figures of its memory.");
    }

    private static async Task<double[]> OwnProcessAsync(string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var text = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? [.. text.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {child.ExitCode}.");
    }

    private static long PeakBytes() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
