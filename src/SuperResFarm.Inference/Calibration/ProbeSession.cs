using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Calibration;

/// <summary>A session that only measures.</summary>
internal sealed class ProbeSession : IDisposable
{
    private const int SmallestEdge = 8;   // enough for any kernel to have something to look at
    private const int MostTimedRuns = 3;
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(0.5);   // of timed runs

    private readonly InferenceSession _session;
    private readonly ArenaMeter _meter;
    private readonly SampleDepth _depth;
    private readonly int _channels;
    private readonly int _scale;
    private readonly bool _ownArena;
    private readonly string _arena;
    private readonly ImageSize _smallest;

    /// <exception cref="OnnxRuntimeException">The engine refuses the graph, or has no figures of its memory.</exception>
    public ProbeSession(Network network, SampleDepth depth, IProvider provider)
    {
        (_depth, _channels) = (depth, network.Card.Channels);
        var edge = (SmallestEdge + network.Card.SizeMultiple - 1) / network.Card.SizeMultiple * network.Card.SizeMultiple;
        (_arena, _smallest) = (provider.Arena, network.Card.FixedSize ?? new ImageSize(edge, edge));
        // On the processor all sessions for images share an arena that grows by what is asked for. An arena of its own would double with
        // each step, and tell of that, not of the network; and there is no search for kernels that calibration would have to do without.
        _ownArena = provider.Device.Kind != DeviceKind.Cpu;
        using var options = provider.CreateOptions(_ownArena ? SessionUse.Calibration : SessionUse.Images);
        _session = new InferenceSession(network.ToOnnx(depth == SampleDepth.Eight ? SampleType.UInt8 : SampleType.UInt16, TargetPasses.Of(provider.Target)), options);
        try
        {
            _meter = new ArenaMeter(_session, provider.Arena);
            _scale = network.Card.Scale ?? ScaleProbe.Measure(_session, network.Card, depth);
        }
        catch
        {
            _meter?.Dispose();
            _session.Dispose();
            throw;
        }
    }

    /// <summary>What the arena holds now; null where the engine keeps no figures.</summary>
    public ArenaFigures? Arena => _meter.Read();

    /// <summary>Runs a few times; the first is not timed.</summary>
    /// <returns>Memory and time.</returns>
    /// <exception cref="OnnxRuntimeException">It does not fit, or the graph takes no such batch.</exception>
    /// <exception cref="FarmException">Another session ran in the same memory meanwhile.</exception>
    public Probe Run(int width, int height, int batch, CancellationToken ct)
    {
        using var input = Allocate(batch, height, width);
        using var output = Allocate(batch, height * _scale, width * _scale);
        ProbePicture.Fill(input.GetTensorMutableRawData(), _depth, _channels, width, height);

        GiveBackMemory(ct);
        var before = _meter.Read();
        var moments = new List<ArenaFigures?> { before };
        var (fastest, timed) = (TimeSpan.MaxValue, TimeSpan.Zero);
        using var options = new RunOptions();
        for (var run = 0; run <= MostTimedRuns && (run < 2 || timed < _enough); run++)
        {
            var started = Now();
            Run(options, input, output, ct);
            var took = Now() - started;
            moments.Add(_meter.Read());
            if (run == 0)
                continue;
            timed += took;
            fastest = took < fastest ? took : fastest;
        }
        RequireSolitude(moments);
        return new Probe(width, height, batch, before is { } idle && moments[^1] is { } after ? BytesOf(idle, after) : 0, fastest.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _session.Dispose();
    }

    // An arena keeps 8 bytes about each 256 of its own, in the processor's memory. What others hold in the shared one is not this network's.
    private long BytesOf(ArenaFigures idle, ArenaFigures after) => _ownArena ? after.TakenBytes : (after.TakenBytes - idle.TakenBytes) * 33 / 32;

    // A lane of the processor is one thread, and its own time does not tell what else the machine had to do.
    private TimeSpan Now() => _ownArena ? Stopwatch.GetElapsedTime(0) : Environment.CpuUsage.TotalTime;

    // A run asks for memory equally often each time, and gives all of it back.
    private void RequireSolitude(List<ArenaFigures?> moments)
    {
        var known = moments.OfType<ArenaFigures>().ToList();
        if (_ownArena || known.Count == 0)
            return;
        var requests = known.Zip(known.Skip(1), (before, after) => after.Requests - before.Requests).Distinct();
        if (requests.Count() > 1 || known[^1].UsedBytes != known[0].UsedBytes)
            throw new FarmException(
                FailureCode.DeviceUnavailable, Disposition.Retry, "Other images were enlarged while a network was measured, so nothing was learnt: measure when the device is idle.");
    }

    // What other shapes left behind would be used again and not counted. The arena lets go only at the end of a run: the smallest there is.
    private void GiveBackMemory(CancellationToken ct)
    {
        using var options = new RunOptions();
        options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", _arena);
        using var input = Allocate(1, _smallest.Height, _smallest.Width);
        using var output = Allocate(1, _smallest.Height * _scale, _smallest.Width * _scale);
        input.GetTensorMutableRawData().Clear();
        Run(options, input, output, ct);
    }

    private void Run(RunOptions options, OrtValue input, OrtValue output, CancellationToken ct)
    {
        using var stop = ct.Register(static state => ((RunOptions)state!).Terminate = true, options);
        ct.ThrowIfCancellationRequested();
        try
        {
            _session.Run(options, _session.InputNames, [input], _session.OutputNames, [output]);
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
    }

    private OrtValue Allocate(long batch, long height, long width) => OrtValue.CreateAllocatedTensorValue(
        OrtAllocator.DefaultInstance, _depth == SampleDepth.Eight ? TensorElementType.UInt8 : TensorElementType.UInt16, [batch, height, width, _channels]);
}
