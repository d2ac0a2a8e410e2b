using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Benching;

/// <summary>Measures a network on a device with the engine that runs images, loaded anew for each point so that none owes its figures to another.</summary>
/// <param name="network">What is measured, in the precision that it is to run in; its tiles are of 8-bit samples.</param>
/// <param name="provider">What runs it.</param>
/// <param name="memory">Tells what a GPU has free.</param>
public sealed class PointBench(Network network, IProvider provider, DeviceMemory memory)
{
    private const int ScoutEdge = 32;
    private const string InputName = "input";

    private bool OnProcessor => provider.Device.Kind == DeviceKind.Cpu;

    /// <summary>Measures one point; the first run on each lane is not counted. The device should have nothing else to do.</summary>
    /// <param name="point">How.</param>
    /// <param name="time">How long; not less than one run on each lane is measured.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <exception cref="FarmException">The device's memory does not hold it (<see cref="FailureCode.OutOfMemory"/>), or the network cannot be run so.</exception>
    public async Task<BenchFigures> MeasureAsync(BenchPoint point, TimeSpan time, CancellationToken ct)
    {
        using var watch = new EngineWatch();
        var freeBytes = FreeBytes();
        Prepare(point);
        using var engine = OnnxEngine.Load(network, SampleDepth.Eight, new LanePool(provider, point.Lanes));
        if (OnProcessor)
            engine.GiveBackMemory();   // all engines of this process share it, and the last one's is still there
        var known = ProcessPeak.Reset();

        using var stream = new TileStream(engine, point);
        await stream.WarmAsync(ct);
        var (seconds, tiles) = await stream.RunAsync(time, ct);
        if (watch.OutOfMemory > 0)
            throw new FarmException(
                FailureCode.OutOfMemory, Disposition.Retry, $"The device's memory does not hold {point.Batch} tiles of {point.Shape} at once.");
        return new(Spread.Of([.. seconds.Select(one => one / point.Shape.Pixels * 1e6)]), seconds.Count, tiles)
        {
            EngineBytes = EngineBytes(engine),
            DeviceBytes = freeBytes - FreeBytes(),
            ProcessBytes = known ? ProcessPeak.Bytes() : null,
        };
    }

    /// <summary>Runs a small tile once, to know what larger ones will take.</summary>
    /// <returns>Seconds that a lane is busy with a source pixel: more than it will take in larger tiles. Null where a tile of another size is no small
    /// matter: for a network of one size, and for TensorRT, which builds an engine for each.</returns>
    /// <exception cref="FarmException">As <see cref="MeasureAsync"/>.</exception>
    public async Task<double?> ScoutAsync(CancellationToken ct)
    {
        if (network.Card.FixedSize is not null || provider.Target == ExecutionTarget.TensorRt)
            return null;
        var edge = (ScoutEdge + network.Card.SizeMultiple - 1) / network.Card.SizeMultiple * network.Card.SizeMultiple;
        var figures = await MeasureAsync(new(new TileShape(edge, edge), 1, 1), TimeSpan.Zero, ct);
        return figures.SecondsPerMegapixel.Median / 1e6;
    }

    // TensorRT would build an engine for the first tile that comes, and another for each number of tiles.
    private void Prepare(BenchPoint point)
    {
        if (provider is TensorRtProvider tensorRt)
            tensorRt.Profile = TensorRtProfile.Only(InputName, [point.Batch, point.Shape.Height, point.Shape.Width, network.Card.Channels]);
    }

    private long? FreeBytes() => provider.Device.Gpu is null ? null : memory.FreeBytes(provider.Device);

    // The processor's sessions share one memory, those of a GPU have each their own. A plugin's cannot be asked, and TensorRT's is not all in it.
    private long? EngineBytes(OnnxEngine engine)
    {
        var arena = provider.Arena;
        if (!OnProcessor && (!arena.StartsWith("gpu", StringComparison.Ordinal) || provider.Target == ExecutionTarget.TensorRt))
            return null;
        try
        {
            var taken = engine.Sessions.Take(OnProcessor ? 1 : engine.Sessions.Count).Select(session => BytesOf(session, arena)).ToList();
            return taken.Contains(null) ? null : taken.Sum();
        }
        catch (OnnxRuntimeException)
        {
            return null;   // no such memory
        }
    }

    private static long? BytesOf(InferenceSession session, string arena)
    {
        using var meter = new ArenaMeter(session, arena);
        return meter.Read()?.TakenBytes;
    }
}
