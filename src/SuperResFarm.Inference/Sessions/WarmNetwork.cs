using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A model with its sessions, which are loaded at the first use of each sample depth.</summary>
public sealed class WarmNetwork : IDisposable
{
    private readonly LanePool _lanes;
    private readonly Lazy<Network> _worked;
    private readonly Reloadable<ITileEngine> _eight;
    private readonly Reloadable<ITileEngine> _sixteen;
    private readonly Dictionary<SampleDepth, ITileCeiling> _ceilings;
    private long _bytes;

    internal WarmNetwork(Network network, LanePool lanes, NetworkRules rules)
    {
        (Network, _lanes) = (network, lanes);
        _worked = new(() => lanes.Precision == Precision.Half && network.Card.Precision == Precision.Single ? rules.Halve(network) : network);
        _ceilings = Enum.GetValues<SampleDepth>().ToDictionary(depth => depth, depth => rules.CeilingOf(network, depth));
        _eight = new(() => Load(SampleDepth.Eight));
        _sixteen = new(() => Load(SampleDepth.Sixteen));
    }

    /// <summary>The model.</summary>
    public Network Network { get; }

    /// <summary>What is known of it.</summary>
    public ModelCard Card => Network.Card;

    /// <summary>The model as its tiles run: in 16 bits on devices that compute so, where that is good enough. The first call tries it.</summary>
    public Network Worked => _worked.Value;

    /// <summary>Arithmetic that its tiles run in.</summary>
    public Precision Precision => Worked.Card.Precision;

    /// <summary>About the bytes that its sessions hold for weights.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The largest tiles it may be given; any size until one did not fit.</summary>
    public ITileCeiling CeilingFor(SampleDepth depth) => _ceilings[depth];

    /// <summary>The sessions for one sample depth.</summary>
    /// <exception cref="Contracts.Failures.FarmException">The engine refuses the model, or it does not fit into memory; the next call tries again.</exception>
    public ITileEngine EngineFor(SampleDepth depth) => (depth == SampleDepth.Eight ? _eight : _sixteen).Value;

    /// <summary>Runs tiles of a shape once on every lane.</summary>
    /// <inheritdoc cref="IWarmable.WarmAsync"/>
    public Task WarmAsync(SampleDepth depth, TileShape shape, int batch, CancellationToken ct) => ((IWarmable)EngineFor(depth)).WarmAsync(shape, batch, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _eight.Dispose();
        _sixteen.Dispose();
    }

    private ITileEngine Load(SampleDepth depth)
    {
        var engine = LoadOnnx(Worked, depth);
        if (Precision == Precision.Single)
            return engine;
        return new HalfEngine(engine, Network.Card.Precision == Precision.Single ? () => LoadOnnx(Network, depth) : null);
    }

    private OnnxEngine LoadOnnx(Network network, SampleDepth depth)
    {
        var engine = OnnxEngine.Load(network, depth, _lanes);
        Interlocked.Add(ref _bytes, engine.Bytes);
        return engine;
    }
}
