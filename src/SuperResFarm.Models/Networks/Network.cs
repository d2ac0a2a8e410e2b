using Google.Protobuf;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Networks;

/// <summary>A model read and understood: its card, and its graph in whatever sample type is asked for.</summary>
public sealed class Network
{
    private readonly ModelProto _core;
    private readonly ModelProto _bare;
    private readonly NetworkLayout _layout;

    /// <param name="card">The facts.</param>
    /// <param name="core">Takes RGB 0 to 1 in <paramref name="layout"/>; what enlarges or restores returns the same.</param>
    /// <param name="layout">How samples lie in the input of <paramref name="core"/>.</param>
    /// <param name="bare">The network as its authors define it, where that takes or returns other values than RGB 0 to 1.</param>
    internal Network(ModelCard card, ModelProto core, NetworkLayout layout = NetworkLayout.PlanarFloat, ModelProto? bare = null)
    {
        Card = card;
        _core = core;
        _bare = bare ?? core;
        _layout = layout;
        ActivationBytesPerPixel = ActivationMemory.BytesPerPixel(Wrapped(SampleType.UInt8, GraphPasses.All).Graph, card.Channels);
    }

    /// <summary>The facts about the model.</summary>
    public ModelCard Card { get; }

    /// <summary>Estimated peak of a run beside weights, input and output, in bytes for each input pixel; null when the graph does not tell.</summary>
    public double? ActivationBytesPerPixel { get; }

    /// <summary>Writes the ONNX file of this network for images; its input is named <c>input</c>.</summary>
    /// <param name="samples">Elements of the images, NHWC.</param>
    /// <param name="passes">Rewrites to apply; results stay the same within rounding.</param>
    /// <returns>One output <c>output</c>: images of the same samples, or one label (byte, NHWC) for each pixel from a parser. A detector
    /// returns its tables under the names its authors gave them.</returns>
    public byte[] ToOnnx(SampleType samples, GraphPasses passes = GraphPasses.All) => Wrapped(samples, passes).ToByteArray();

    /// <summary>Writes the network as its authors define it: float NCHW, nothing clamped; for use elsewhere and for parity checks.</summary>
    /// <param name="passes">Rewrites to apply; results stay the same within rounding.</param>
    /// <returns>An input <c>input</c>, and <c>output</c> or, where there are several, the outputs under their own names.</returns>
    public byte[] ToBareOnnx(GraphPasses passes = GraphPasses.All) =>
        Rewritten(GraphFrame.Around(_bare, (_, value) => value, _bare.Graph.Output.Count > 1 ? null : (_, value) => value), passes).ToByteArray();

    private ModelProto Wrapped(SampleType samples, GraphPasses passes) => Rewritten(SampleAdapter.Wrap(_core, _layout, samples, Card.Task), passes);

    private static ModelProto Rewritten(ModelProto model, GraphPasses passes)
    {
        if (passes.HasFlag(GraphPasses.PreluRewrite))
            PreluRewrite.Apply(model.Graph);
        return model;
    }
}
