using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Native;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Sessions;

/// <summary>
/// Makes sessions of a network on the devices of a pool. A graph in memory is there four times while it is loaded: as the caller's bytes, parsed, as tensors, and
/// in the layout of the kernels. From a file whose weights are beside it the engine maps them, and only the last is left; what was parsed is gone before it begins.
/// </summary>
internal sealed class SessionLoader : IDisposable
{
    private const long WorthCollecting = 16_000_000;

    private readonly Dictionary<ExecutionTarget, (string Path, long Bytes)> _files = [];
    private DirectoryInfo? _folder;

    /// <param name="open">Opens the network. Whoever else holds it keeps its weights in memory a second time.</param>
    /// <param name="depth">Bits of a sample, in and out.</param>
    /// <param name="pool">The devices.</param>
    /// <exception cref="FarmException">There is no room for the file; or the network cannot be opened.</exception>
    public SessionLoader(Func<Network> open, SampleDepth depth, LanePool pool)
    {
        try
        {
            Card = Write(open, depth, pool.Lanes.Select(lane => lane.Provider.Target).Distinct());
        }
        catch
        {
            Dispose();
            throw;
        }
        if (_files.Values.Max(file => file.Bytes) > WorthCollecting)
            Collect();
    }

    /// <summary>What is known of the network.</summary>
    public ModelCard Card { get; }

    /// <returns>About the bytes of weights in each session on a device.</returns>
    public long BytesOn(IProvider provider) => _files[provider.Target].Bytes;

    /// <exception cref="OnnxRuntimeException">The engine refuses the graph, or it does not fit into memory.</exception>
    /// <exception cref="FarmException">The device is not to be had.</exception>
    public InferenceSession Load(IProvider provider)
    {
        using var options = provider.CreateOptions(Card.Task == ModelTask.Upscale ? SessionUse.Images : SessionUse.Faces);
        var session = new InferenceSession(_files[provider.Target].Path, options);
        // What loading needed beside the weights is as much again, and the C library would keep it.
        LibC.GiveBackFreed();
        return session;
    }

    /// <returns>What the failure to load a session means.</returns>
    public FarmException FaultOf(OnnxRuntimeException fault, LanePool pool)
    {
        var cause = EngineFaults.Of(fault, $"model '{Card.Name}'", pool.Lanes[0].Provider.Device);
        return cause.Code == FailureCode.EngineFailed
            ? FarmException.Rejected(FailureCode.ModelInvalid, $"ONNX Runtime refuses model '{Card.Name}': {fault.Message.Split('\n', 2)[0]}", fault)
            : cause;
    }

    /// <summary>Gives the memory of weights that nobody holds back to the system. The collector would not look for minutes: native memory is what fills this
    /// process.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Removes the files; sessions no longer need them.</summary>
    public void Dispose() => _folder?.Delete(recursive: true);

    // TensorRT knows the engines that it keeps by the file's name and the names in the graph, which are those of any other network of its architecture.
    // A card comes from a file, so what it says of itself is hashed and never a part of a path.
    internal static string NameOf(ModelCard card, SampleDepth depth) => $"{FileHash.Sha256(Encoding.UTF8.GetBytes($"{card.Sha256} {depth} {card.Precision}"))}.onnx";

    // A frame of its own: nothing on the stack holds the network afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ModelCard Write(Func<Network> open, SampleDepth depth, IEnumerable<ExecutionTarget> targets)
    {
        var network = open();
        var samples = depth == SampleDepth.Eight ? SampleType.UInt8 : SampleType.UInt16;
        try
        {
            _folder = Directory.CreateTempSubdirectory("superres-graph-");
            foreach (var target in targets)
            {
                var path = Path.Combine(_folder.CreateSubdirectory($"{target}").FullName, NameOf(network.Card, depth));
                _files[target] = (path, network.WriteOnnx(path, samples, TargetPasses.Of(target), network.Card.Precision == Precision.Half));
            }
            return network.Card;
        }
        catch (Exception fault) when (fault is FarmException { Code: FailureCode.StorageFull or FailureCode.OutputUnwritable } or IOException or UnauthorizedAccessException)
        {
            throw new FarmException(
                FailureCode.StorageFull, Disposition.Retry,
                $"The folder for temporary files does not take model '{network.Card.Name}' while it is loaded: make room there, or set TMPDIR to another folder.", fault);
        }
    }
}
