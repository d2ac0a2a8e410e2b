using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>A model read from a file.</summary>
/// <param name="Model">The model; all its weights are in it.</param>
/// <param name="DataFiles">Paths of the files beside it that held weights, each once, in the order of their names.</param>
public sealed record OnnxContent(ModelProto Model, IReadOnlyList<string> DataFiles);

/// <summary>
/// Writes and reads ONNX files. The format ends at 2 GiB, so large weights go into a file beside the graph, <c>NAME.onnx.data</c>,
/// as the standard's external data.
/// </summary>
public static class OnnxFile
{
    /// <summary>Weights of more bytes than this get a file of their own.</summary>
    public const long LargestInline = 1_500_000_000;

    private const int CopyBytes = 1 << 20;

    /// <summary>Writes a model; the weights go from memory to the disk without a further copy.</summary>
    /// <param name="model">Holds all its weights itself; it is not changed.</param>
    /// <param name="path">A file that is made or replaced. Written under another name first, so that no crash leaves half of it, or a graph
    /// that points to weights of another.</param>
    /// <param name="largestInline">Weights of more bytes than this get a file of their own; all of less than 1 KiB stay in the graph.</param>
    /// <exception cref="ArgumentException">Weights of the model are in another file already.</exception>
    /// <exception cref="FarmException">The folder cannot be written, or the disk is full.</exception>
    public static void Write(ModelProto model, string path, long largestInline = LargestInline)
    {
        RequireWeights(model);
        Guard(path, () =>
        {
            if (model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > largestInline)
                WriteTwo(model, path, ExternalData.FileOf(path));
            else
                WriteOne(model, path, ExternalData.FileOf(path));
        });
    }

    /// <summary>Writes a model whose weights lie in a file of their own for a reader that maps them and comes at once: the files need not outlast a crash.</summary>
    /// <param name="model">As for <see cref="Write(ModelProto, string, long)"/>.</param>
    /// <param name="path">A file that does not exist yet; the weights go to <c>PATH.data</c>.</param>
    /// <returns>Bytes of both.</returns>
    /// <exception cref="FarmException">As for <see cref="Write(ModelProto, string, long)"/>.</exception>
    internal static long WriteFleeting(ModelProto model, string path)
    {
        RequireWeights(model);
        var bytes = 0L;
        Guard(path, () =>
        {
            using var graphFile = File.Create(path);
            using var dataFile = File.Create(ExternalData.FileOf(path));
            var graph = model.Clone();   // shares the weights
            ExternalData.MoveOut(graph.Graph, dataFile, Path.GetFileName(dataFile.Name));
            Write(graph, graphFile);
            bytes = graphFile.Length + dataFile.Length;
        });
        return bytes;
    }

    /// <summary>Reads a model with its weights, wherever they are.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="limits">The bound on bytes holds for all files together.</param>
    /// <exception cref="FarmException">It is damaged or too large, or weights are missing, lie outside the folder or outside their
    /// file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be read.</exception>
    public static OnnxContent Read(string path, CheckpointLimits limits)
    {
        using var file = File.OpenRead(path);
        if (file.Length > limits.FileBytes)
            throw ModelRefusal.Because($"The model file has {file.Length} bytes, more than the {limits.FileBytes} allowed.");
        var model = Parse(() => ModelProto.Parser.ParseFrom(file));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        return new(model, ExternalData.Fetch(model, folder, limits.FileBytes - file.Length));
    }

    /// <returns>The model in a file that stands alone.</returns>
    /// <exception cref="FarmException">The content is no ONNX model.</exception>
    internal static ModelProto Parse(byte[] file) => Parse(() => ModelProto.Parser.ParseFrom(file));

    private static ModelProto Parse(Func<ModelProto> read)
    {
        const string Refusal = "The model file is neither a PyTorch checkpoint (.pth) nor safetensors nor an ONNX model (.onnx), or it is damaged.";
        try
        {
            return read() is { Graph.Node.Count: > 0 } model ? model : throw ModelRefusal.Because(Refusal);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw ModelRefusal.Because(Refusal, e);
        }
    }

    private static void RequireWeights(ModelProto model)
    {
        if (GraphConstants.All(model.Graph).Any(ExternalData.Holds))
            throw new ArgumentException("The model has weights in another file; read it with OnnxFile.Read.", nameof(model));
    }

    private static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw fault.SaysFull()
                ? FarmException.Rejected(FailureCode.StorageFull, $"The disk is full, '{Path.GetFileName(path)}' was not written; make room or choose another folder.", fault)
                : FarmException.Rejected(FailureCode.OutputUnwritable, $"'{Path.GetFileName(path)}' cannot be written; check that its folder exists and its permissions.", fault);
        }
    }

    private static void WriteOne(ModelProto model, string path, string data)
    {
        using var graphFile = new FreshFile(path);
        Write(model, graphFile.Stream);
        graphFile.Place();
        File.Delete(data);   // of an earlier model of this name; nothing points to it any more
    }

    private static void WriteTwo(ModelProto model, string path, string data)
    {
        using var graphFile = new FreshFile(path);
        using var dataFile = new FreshFile(data);
        var graph = model.Clone();   // shares the weights
        ExternalData.MoveOut(graph.Graph, dataFile.Stream, Path.GetFileName(data));
        Write(graph, graphFile.Stream);
        // An earlier graph of this name may point to earlier weights: better none than one with the weights of another.
        if (File.Exists(data))
            File.Delete(path);
        dataFile.Place();
        graphFile.Place();
    }

    private static void Write(ModelProto model, Stream file)
    {
        using var coded = new CodedOutputStream(file, CopyBytes, leaveOpen: true);
        model.WriteTo(coded);
    }
}
