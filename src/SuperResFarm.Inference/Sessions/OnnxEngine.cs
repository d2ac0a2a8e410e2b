using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network on ONNX Runtime: one session for each lane.</summary>
public sealed class OnnxEngine : ITileEngine
{
    private const int SmallestEdge = 8;   // enough for any kernel to have something to look at

    private readonly LanePool _lanes;

    private OnnxEngine(LanePool lanes, int scale, int channels, SampleDepth depth) =>
        (_lanes, Scale, Channels, Depth) = (lanes, scale, channels, depth);

    /// <inheritdoc/>
    public int Scale { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public SampleDepth Depth { get; }

    /// <inheritdoc/>
    public int Lanes => _lanes.Count;

    /// <summary>Loads a network.</summary>
    /// <param name="network">What to load.</param>
    /// <param name="depth">Bits of a sample, in and out.</param>
    /// <param name="provider">What runs it.</param>
    /// <param name="lanes">Sessions, at least 1.</param>
    /// <exception cref="FarmException">The engine refuses the graph (<see cref="FailureCode.ModelInvalid"/>).</exception>
    public static OnnxEngine Load(Network network, SampleDepth depth, IProvider provider, int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        var card = network.Card;
        var graph = network.ToOnnx(depth == SampleDepth.Eight ? SampleType.UInt8 : SampleType.UInt16, TargetPasses.Of(provider.Target));
        var edge = (SmallestEdge + card.SizeMultiple - 1) / card.SizeMultiple * card.SizeMultiple;
        var sessions = new List<InferenceSession>();
        try
        {
            using var options = provider.CreateOptions(SessionUse.Images);
            for (var i = 0; i < lanes; i++)
                sessions.Add(new InferenceSession(graph, options));
            var scale = card.Scale ?? ScaleProbe.Measure(sessions[0], card, depth);
            var pool = new LanePool([.. sessions.Select(session => new OnnxLane(session, provider.Arena, () => new TileSlot(new TileShape(edge, edge), card.Channels, depth, scale)))]);
            return new OnnxEngine(pool, scale, card.Channels, depth);
        }
        catch (OnnxRuntimeException fault)
        {
            sessions.ForEach(session => session.Dispose());
            throw FarmException.Rejected(
                FailureCode.ModelInvalid, $"ONNX Runtime refuses model '{card.Name}': {fault.Message.Split('\n', 2)[0]}", fault);
        }
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        using var lease = await _lanes.LeaseAsync(ct);
        var started = Stopwatch.GetTimestamp();
        // A thread of its own: native runs of seconds would starve the pool that cuts and places.
        await Task.Factory.StartNew(() => lease.Lane.Run(slot, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <inheritdoc/>
    public void Dispose() => _lanes.Dispose();
}
