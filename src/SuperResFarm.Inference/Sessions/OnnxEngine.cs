using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network on ONNX Runtime, ready on all lanes.</summary>
public sealed class OnnxEngine : ITileEngine, IWarmable
{
    private const int SmallestEdge = 8;   // enough for any kernel to have something to look at

    private readonly NetworkFacts _facts;
    private readonly IReadOnlyList<InferenceSession> _sessions;
    private readonly IReadOnlyList<LaneSession> _lanes;
    private readonly LanePool _pool;
    private readonly TileBatcher _batcher;

    private OnnxEngine(NetworkFacts facts, long bytes, IReadOnlyList<InferenceSession> sessions, IReadOnlyList<LaneSession> lanes, LanePool pool)
    {
        (_facts, Bytes, _sessions, _lanes, _pool) = (facts, bytes, sessions, lanes, pool);
        _batcher = new(pool, (lane, jobs) => _lanes[lane.Index].Run(jobs), TimeProvider.System);
    }

    /// <inheritdoc/>
    public int Scale => _facts.Scale;

    /// <inheritdoc/>
    public int Channels => _facts.Channels;

    /// <inheritdoc/>
    public SampleDepth Depth => _facts.Depth;

    /// <inheritdoc/>
    public int Lanes => _lanes.Count;

    /// <summary>About the bytes its sessions hold for weights.</summary>
    public long Bytes { get; }

    /// <summary>Tiles that wait for a lane.</summary>
    internal int TilesWaiting => _batcher.TilesWaiting;

    /// <summary>Those of the lanes.</summary>
    internal IReadOnlyList<InferenceSession> Sessions => _sessions;

    /// <summary>Loads a network on every lane.</summary>
    /// <param name="network">What to load.</param>
    /// <param name="depth">Bits of a sample, in and out.</param>
    /// <param name="pool">The lanes.</param>
    /// <exception cref="FarmException">The engine refuses the graph (<see cref="FailureCode.ModelInvalid"/>), or it does not fit into memory.</exception>
    public static OnnxEngine Load(Network network, SampleDepth depth, LanePool pool) => Load(() => network, depth, pool);

    /// <inheritdoc cref="Load(Network, SampleDepth, LanePool)"/>
    /// <param name="open">Opens what to load; it is let go of before the engine takes its weights.</param>
    /// <param name="depth">Bits of a sample, in and out.</param>
    /// <param name="pool">The lanes.</param>
    internal static OnnxEngine Load(Func<Network> open, SampleDepth depth, LanePool pool)
    {
        using var loader = new SessionLoader(open, depth, pool);
        var card = loader.Card;
        var sessions = new List<InferenceSession>();
        try
        {
            var bytes = 0L;
            var lanes = new List<(InferenceSession Session, IProvider Provider)>();
            foreach (var provider in pool.Lanes.Select(lane => lane.Provider).Distinct())
                for (var (left, fresh) = (pool.Lanes.Count(lane => lane.Provider == provider), true); left > 0; left--, fresh = !provider.SharesSessions)
                {
                    if (fresh)
                    {
                        sessions.Add(loader.Load(provider));
                        bytes += loader.BytesOn(provider);
                    }
                    lanes.Add((sessions[^1], provider));
                }
            var scale = card.Scale ?? ScaleProbe.Measure(sessions[0], card, depth);
            var facts = new NetworkFacts(card.Channels, scale, depth, sessions[0].OutputNames.Count > 1, KeepsMemory: card.Task == ModelTask.Upscale);
            var edge = (SmallestEdge + card.SizeMultiple - 1) / card.SizeMultiple * card.SizeMultiple;
            var smallest = card.FixedSize is { } only ? new TileShape(only.Width, only.Height) : new TileShape(edge, edge);
            return new OnnxEngine(facts, bytes, sessions, [.. lanes.Select(lane => new LaneSession(lane.Session, lane.Provider, facts, smallest))], pool);
        }
        catch (OnnxRuntimeException fault)
        {
            sessions.ForEach(session => session.Dispose());
            throw loader.FaultOf(fault, pool);
        }
        catch
        {
            sessions.ForEach(session => session.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct) => _batcher.RunAsync(slot, ct);

    /// <inheritdoc/>
    public async Task WarmAsync(TileShape shape, int batch, CancellationToken ct)
    {
        // One after the other, and alone: a search for the fastest kernels measures them.
        using var all = await _pool.LeaseAllAsync(ct);
        foreach (var lane in _lanes)
        {
            ct.ThrowIfCancellationRequested();
            await Task.Factory.StartNew(() => lane.Warm(shape, batch), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Lets go of the memory that earlier runs left behind, those of other engines in the same memory included.</summary>
    internal void GiveBackMemory()
    {
        foreach (var lane in _lanes)
            lane.GiveBackMemory();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
        foreach (var session in _sessions)
            session.Dispose();
    }
}
