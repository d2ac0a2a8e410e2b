using System.Diagnostics;
using System.Runtime.CompilerServices;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A model with its sessions, which are loaded at the first use of each sample depth.</summary>
public sealed class WarmNetwork : IDisposable
{
    private const int DeviceBatch = 4;

    private readonly LanePool _lanes;
    private readonly Reopenable<Network> _network;
    private readonly Lazy<Network?> _half;
    private readonly Reloadable<ITileEngine> _eight;
    private readonly Reloadable<ITileEngine> _sixteen;
    private readonly Reloadable<TableEngine> _tables;
    private readonly Dictionary<SampleDepth, ITileCeiling> _ceilings;
    private long _bytes;

    /// <param name="open">Opens the model, and opens the same again when its weights are needed after sessions have been loaded.</param>
    /// <param name="lanes">What runs it.</param>
    /// <param name="rules">How it is kept.</param>
    internal WarmNetwork(Func<Network> open, LanePool lanes, NetworkRules rules)
    {
        (_network, _lanes) = (new(open), lanes);
        (Card, ActivationBytesPerPixel) = Facts();
        if (Card.Task == ModelTask.RestoreFace)
            SessionLoader.Collect();   // whether there is a face is known much later
        // A file that cannot be read now may be there at the next call, so no fault is kept.
        _half = new(() => lanes.Precision == Precision.Half && Card.Precision == Precision.Single ? rules.Halve(Network) : null, LazyThreadSafetyMode.PublicationOnly);
        _ceilings = Enum.GetValues<SampleDepth>().ToDictionary(depth => depth, depth => rules.CeilingOf(Card, depth));
        _eight = new(() => Load(SampleDepth.Eight));
        _sixteen = new(() => Load(SampleDepth.Sixteen));
        _tables = new(LoadTables);
    }

    /// <summary>The model with its weights. They are let go of when sessions take theirs, so this may read the file again.</summary>
    /// <exception cref="FarmException">The file is gone, or is another by now.</exception>
    public Network Network => _network.Value;

    /// <summary>What is known of it.</summary>
    public ModelCard Card { get; }

    /// <inheritdoc cref="Network.ActivationBytesPerPixel"/>
    public double? ActivationBytesPerPixel { get; }

    /// <summary>The model as its tiles run: in 16 bits on devices that compute so, where that is good enough. The first call tries it.</summary>
    public Network Worked => _half.Value ?? Network;

    /// <summary>Arithmetic that its tiles run in.</summary>
    public Precision Precision => _half.Value?.Card.Precision ?? Card.Precision;

    /// <summary>About the bytes that its sessions hold for weights.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The largest tiles it may be given; any size until one did not fit.</summary>
    public ITileCeiling CeilingFor(SampleDepth depth) => _ceilings[depth];

    /// <summary>The sessions for one sample depth.</summary>
    /// <exception cref="FarmException">The engine refuses the model, or it does not fit into memory; the next call tries again.</exception>
    public ITileEngine EngineFor(SampleDepth depth) => (depth == SampleDepth.Eight ? _eight : _sixteen).Value;

    /// <summary>The sessions of a network that looks at images and returns no image.</summary>
    /// <exception cref="FarmException">As for <see cref="EngineFor"/>.</exception>
    public TableEngine Tables => _tables.Value;

    /// <summary>How many equal images are worth running together: a device has its batches, a core of the processor works on one.</summary>
    public int UsefulBatch => OnProcessor ? 1 : DeviceBatch;

    /// <summary>How many lanes are worth keeping busy with faces: on the processor each of their runs works on more than one core.</summary>
    public int UsefulLanes => OnProcessor ? (_lanes.Count + CpuProvider.ThreadsOfFaces - 1) / CpuProvider.ThreadsOfFaces : _lanes.Count;

    /// <summary>Runs tiles of a shape once on every lane.</summary>
    /// <inheritdoc cref="IWarmable.WarmAsync"/>
    public Task WarmAsync(SampleDepth depth, TileShape shape, int batch, CancellationToken ct) => ((IWarmable)EngineFor(depth)).WarmAsync(shape, batch, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _eight.Dispose();
        _sixteen.Dispose();
        _tables.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // as in SessionLoader
    private (ModelCard Card, double? ActivationBytesPerPixel) Facts()
    {
        var network = Network;
        return (network.Card, network.ActivationBytesPerPixel);
    }

    private bool OnProcessor => _lanes.Lanes.All(lane => lane.Provider.Device.Kind == DeviceKind.Cpu);

    private TableEngine LoadTables()
    {
        var began = Stopwatch.GetTimestamp();
        var engine = TableEngine.Load(() => Network, _lanes);
        FarmMetrics.ModelLoad.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, Tags.Model(Card.Name));
        Interlocked.Add(ref _bytes, engine.Bytes);
        return engine;
    }

    private ITileEngine Load(SampleDepth depth)
    {
        var engine = LoadOnnx(() => Worked, depth);
        if (Precision == Precision.Single)
            return engine;
        return new HalfEngine(engine, Card.Precision == Precision.Single ? () => LoadOnnx(() => Network, depth) : null);
    }

    private OnnxEngine LoadOnnx(Func<Network> open, SampleDepth depth)
    {
        var began = Stopwatch.GetTimestamp();
        var engine = OnnxEngine.Load(open, depth, _lanes);
        FarmMetrics.ModelLoad.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, Tags.Model(Card.Name));
        Interlocked.Add(ref _bytes, engine.Bytes);
        return engine;
    }
}
