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
/// Makes sessions of a network on a device. A graph in memory is there four times while it is loaded: as the caller's bytes, parsed, as tensors, and in the
/// layout of the kernels. From a file whose weights are beside it the engine maps them, and only the last is left.
/// </summary>
internal sealed class SessionLoader : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SessionOptions _options;
    private readonly string _path;

    /// <exception cref="FarmException">There is no room for the file; or the device is not to be had.</exception>
    public SessionLoader(Network network, SampleDepth depth, IProvider provider)
    {
        _options = provider.CreateOptions(SessionUse.Images);
        try
        {
            _folder = Directory.CreateTempSubdirectory("superres-graph-");
            _path = Path.Combine(_folder.FullName, NameOf(network.Card, depth));
            Bytes = network.WriteOnnx(
                _path, depth == SampleDepth.Eight ? SampleType.UInt8 : SampleType.UInt16, TargetPasses.Of(provider.Target), network.Card.Precision == Precision.Half);
        }
        catch (Exception fault) when (fault is FarmException { Code: FailureCode.StorageFull or FailureCode.OutputUnwritable } or IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new FarmException(
                FailureCode.StorageFull, Disposition.Retry,
                $"The folder for temporary files does not take model '{network.Card.Name}' while it is loaded: make room there, or set TMPDIR to another folder.", fault);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>About the bytes of weights in each session.</summary>
    public long Bytes { get; }

    /// <exception cref="OnnxRuntimeException">The engine refuses the graph, or it does not fit into memory.</exception>
    public InferenceSession Load()
    {
        var session = new InferenceSession(_path, _options);
        // What loading needed beside the weights is as much again, and the C library would keep it.
        LibC.GiveBackFreed();
        return session;
    }

    /// <summary>Removes the file; sessions no longer need it.</summary>
    public void Dispose()
    {
        _options.Dispose();
        _folder?.Delete(recursive: true);
    }

    // TensorRT knows the engines that it keeps by the file's name and the names in the graph, which are those of any other network of its architecture.
    // A card comes from a file, so what it says of itself is hashed and never a part of a path.
    internal static string NameOf(ModelCard card, SampleDepth depth) => $"{FileHash.Sha256(Encoding.UTF8.GetBytes($"{card.Sha256} {depth} {card.Precision}"))}.onnx";
}
