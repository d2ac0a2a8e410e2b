using Google.Protobuf;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Networks;

/// <summary>A model read and understood: its card, and its graph in whatever sample type is asked for.</summary>
public sealed class Network
{
    private readonly ModelProto _core;
    private readonly NetworkLayout _layout;

    internal Network(ModelCard card, ModelProto core, NetworkLayout layout = NetworkLayout.PlanarFloat)
    {
        Card = card;
        _core = core;
        _layout = layout;
        ActivationBytesPerPixel = ActivationMemory.BytesPerPixel(Rewritten(SampleAdapter.Wrap(core, layout, SampleType.UInt8), GraphPasses.All).Graph, card.Channels);
    }

    /// <summary>The facts about the model.</summary>
    public ModelCard Card { get; }

    /// <summary>Estimated peak of a run beside weights, input and output, in bytes for each input pixel; null when the graph does not tell.</summary>
    public double? ActivationBytesPerPixel { get; }

    /// <summary>Writes the ONNX file of this network; its input is named <c>input</c>, its output <c>output</c>.</summary>
    /// <param name="samples">Elements of input and output; integers are NHWC, floats NCHW.</param>
    /// <param name="passes">Rewrites to apply; results stay the same within rounding.</param>
    public byte[] ToOnnx(SampleType samples, GraphPasses passes = GraphPasses.All) =>
        Rewritten(SampleAdapter.Wrap(_core, _layout, samples), passes).ToByteArray();

    private static ModelProto Rewritten(ModelProto model, GraphPasses passes)
    {
        if (passes.HasFlag(GraphPasses.PreluRewrite))
            PreluRewrite.Apply(model.Graph);
        return model;
    }
}
