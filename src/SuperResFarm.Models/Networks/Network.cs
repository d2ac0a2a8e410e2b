using System.Security.Cryptography;
using Google.Protobuf;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Models.Networks;

/// <summary>A model read and understood: its card, and its graph in whatever sample type is asked for.</summary>
public sealed class Network
{
    private const long LargestFile = 2000L << 20;   // the format ends at 2 GiB, and the nodes need their share

    private readonly ModelProto _bare;
    private readonly NetworkLayout _layout;
    private readonly Lazy<double?> _activations;   // only whoever plans asks, and the graph is rewritten for the answer

    /// <param name="card">The facts.</param>
    /// <param name="core">Takes RGB 0 to 1 in <paramref name="layout"/>; what enlarges or restores returns the same.</param>
    /// <param name="layout">How samples lie in the input of <paramref name="core"/>.</param>
    /// <param name="bare">The network as its authors define it, where that takes or returns other values than RGB 0 to 1.</param>
    internal Network(ModelCard card, ModelProto core, NetworkLayout layout = NetworkLayout.PlanarFloat, ModelProto? bare = null)
    {
        Card = card;
        Core = core;
        _bare = bare ?? core;
        _layout = layout;
        _activations = new(() => ActivationMemory.StatedIn(core) ?? ActivationMemory.BytesPerPixel(Wrapped(SampleType.UInt8, GraphPasses.All).Graph, card.Channels));
    }

    /// <summary>The facts about the model.</summary>
    public ModelCard Card { get; }

    /// <summary>The image form: float NCHW, RGB, 0 to 1, unless the model was made for another layout.</summary>
    internal ModelProto Core { get; }

    /// <summary>Estimated peak of a run beside weights, input and output, in bytes for each input pixel; null when the graph does not tell.</summary>
    public double? ActivationBytesPerPixel => _activations.Value;

    /// <summary>Writes the ONNX file of this network for images; its input is named <c>input</c>.</summary>
    /// <param name="samples">Elements of the images, NHWC.</param>
    /// <param name="passes">Rewrites to apply; results stay the same within rounding.</param>
    /// <param name="tellsFinite">Adds a second output that says for each image of a network of planar images whether all its values were finite.</param>
    /// <returns>An output <c>output</c>: images of the same samples, or one label (byte, NHWC) for each pixel from a parser. A detector
    /// returns its tables under the names its authors gave them.</returns>
    public byte[] ToOnnx(SampleType samples, GraphPasses passes = GraphPasses.All, bool tellsFinite = false) => Wrapped(samples, passes, tellsFinite).ToByteArray();

    /// <summary>As <see cref="ToOnnx"/> into a file, with the weights in a second file beside it, which engines map instead of copying. Both are for a reader
    /// that comes at once, and need not outlast a crash.</summary>
    /// <param name="path">A file that does not exist yet.</param>
    /// <param name="samples">As for <see cref="ToOnnx"/>.</param>
    /// <param name="passes">As for <see cref="ToOnnx"/>.</param>
    /// <param name="tellsFinite">As for <see cref="ToOnnx"/>.</param>
    /// <returns>Bytes of both.</returns>
    /// <exception cref="Contracts.Failures.FarmException">The folder cannot be written, or the disk is full.</exception>
    public long WriteOnnx(string path, SampleType samples, GraphPasses passes, bool tellsFinite) => OnnxFile.WriteFleeting(Wrapped(samples, passes, tellsFinite), path);

    /// <summary>Writes the network as its authors define it: float NCHW, nothing clamped; for use elsewhere and for parity checks.</summary>
    /// <param name="passes">Rewrites to apply; results stay the same within rounding.</param>
    /// <returns>An input <c>input</c>, and <c>output</c> or, where there are several, the outputs under their own names.</returns>
    public byte[] ToBareOnnx(GraphPasses passes = GraphPasses.All) =>
        TargetPasses.Apply(Framed(_bare), passes).ToByteArray();

    /// <summary>Writes the network for use elsewhere, without the rewrites for devices of this farm.</summary>
    /// <param name="path">A file that is made or replaced; very large weights go into <c>PATH.data</c> beside it.</param>
    /// <param name="samples">Elements of the images, NHWC; null for the network as its authors define it: float NCHW, nothing clamped.</param>
    /// <exception cref="Contracts.Failures.FarmException">The folder cannot be written, or the disk is full.</exception>
    public void Save(string path, SampleType? samples) =>
        OnnxFile.Write(samples is { } elements ? Wrapped(elements, GraphPasses.None) : Framed(_bare), path);

    /// <summary>Writes the network's weights and arithmetic in 16-bit floats; whether the results stay good enough must be tried.</summary>
    /// <returns>The network, or null and why there is none: <c>it ...</c>.</returns>
    public (Network? Half, string Obstacle) ToHalf()
    {
        if (_layout != NetworkLayout.PlanarFloat)
            return (null, "it is not in 32-bit floats");
        if (Card.Task is not (ModelTask.Upscale or ModelTask.RestoreFace))
            return (null, "it returns no image, and what it returns is kept exact");
        var (half, obstacle) = HalfPrecision.Of(Core);
        var bare = ReferenceEquals(_bare, Core) ? half : HalfPrecision.Of(_bare).Half;
        return half is null ? (null, obstacle) : (new(Card with { Precision = Precision.Half }, half, _layout, bare), "");
    }

    /// <returns>The same network under other facts.</returns>
    public Network With(ModelCard card) => new(card, Core, _layout, _bare);

    /// <summary>Writes the image form, from which <see cref="FromCore"/> makes the same network again.</summary>
    /// <param name="path">A file that is made or replaced.</param>
    /// <returns>SHA-256 and length of the file.</returns>
    /// <exception cref="Contracts.Failures.FarmException">The weights do not fit into one ONNX file.</exception>
    internal (string Sha256, long Bytes) WriteCore(string path)
    {
        if (Core.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > LargestFile)
            throw ModelRefusal.Because($"The model '{Card.Name}' has more than {LargestFile >> 20} MiB of weights, which one ONNX file cannot hold.");
        OnnxFile.Write(Core, path, LargestFile);
        using var file = File.OpenRead(path);
        return (FileHash.Sha256(file), file.Length);
    }

    /// <summary>Makes the network whose image form was written by <see cref="WriteCore"/>. The file is compared with its checksum while it is read: once, without a
    /// second copy in memory, and what was compared is what is used.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sha256">What <see cref="WriteCore"/> returned.</param>
    /// <param name="card">The facts that were kept with it.</param>
    /// <returns>The network; null when the file has another checksum.</returns>
    /// <exception cref="Contracts.Failures.FarmException">It is no ONNX file.</exception>
    internal static Network? FromCore(Stream file, string sha256, ModelCard card)
    {
        using var hash = SHA256.Create();
        using var content = new CryptoStream(file, hash, CryptoStreamMode.Read, leaveOpen: true);
        var core = ParsedOrNull(content);
        content.CopyTo(Stream.Null);   // to its end, wherever the parser stopped
        if (Convert.ToHexStringLower(hash.Hash!) != sha256)
            return null;
        return core is null
            ? throw ModelRefusal.Because($"The file of model '{card.Name}' is no ONNX file; remove it and import it again.")
            : new(card, core, NetworkLayouts.Of(core.Graph));
    }

    /// <summary>Writes the network for planar images: float NCHW, RGB, 0 to 1, nothing clamped; for trials of it.</summary>
    /// <param name="passes">Rewrites to apply; results stay the same within rounding.</param>
    /// <exception cref="InvalidOperationException">The network was made for another layout.</exception>
    public byte[] ToPlanarOnnx(GraphPasses passes = GraphPasses.All) => _layout == NetworkLayout.PlanarFloat
        ? TargetPasses.Apply(Framed(Core), passes).ToByteArray()
        : throw new InvalidOperationException("The network does not take planar floats.");

    /// <summary>As <see cref="ToPlanarOnnx"/>, with every weight and value rounded to 16 bits on the way; for trials of <see cref="ToHalf"/>, which
    /// must have given a network.</summary>
    public byte[] ToRoundedOnnx() => Framed(HalfRounding.Of(Core)).ToByteArray();

    /// <summary>Writes a graph that runs the network as its authors define it and counts the arithmetic of the run.</summary>
    /// <returns>An input <c>input</c>: images of bytes, NHWC; an output <c>work</c>: multiplications that are followed by an addition (64-bit whole number),
    /// of convolutions and matrix products, each as if done directly. Null when the network has operators that cannot be counted.</returns>
    public byte[]? ToWorkOnnx() => WorkGraph.Of(Wrapped(SampleType.UInt8, GraphPasses.None))?.ToByteArray();

    private static ModelProto Framed(ModelProto graph) =>
        GraphFrame.Around(graph, (_, value) => value, graph.Graph.Output.Count > 1 ? null : (_, value) => value);

    private ModelProto Wrapped(SampleType samples, GraphPasses passes, bool tellsFinite = false) =>
        TargetPasses.Apply(SampleAdapter.Wrap(Core, _layout, samples, Card.Task, tellsFinite), passes);

    private static ModelProto? ParsedOrNull(Stream content)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;   // whether it was changed, or never was one, its checksum tells
        }
    }
}
