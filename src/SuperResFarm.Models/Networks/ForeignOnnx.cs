using SuperResFarm.Models.Cards;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Networks;

/// <summary>Reads ready models: one image in, one image out, float NCHW 0 to 1, half precision the same, or bytes NHWC.</summary>
public static class ForeignOnnx
{
    // Rounding and clipping as the adapter writes them need this operator set.
    private const int OldestOpset = 11;

    /// <summary>Reads the model in <paramref name="file"/>, which holds all its weights.</summary>
    /// <exception cref="Contracts.Failures.FarmException">It is damaged or of another kind; the message says what was found.</exception>
    public static Network Read(byte[] file, ModelSource source) => Read(OnnxFile.Parse(file), source);

    /// <summary>Takes a model that holds all its weights, as <see cref="OnnxFile.Read"/> returns it.</summary>
    /// <param name="model">Belongs to the network afterwards.</param>
    /// <param name="source">Name, training and licence.</param>
    /// <exception cref="Contracts.Failures.FarmException">It is of another kind; the message says what was found.</exception>
    public static Network Read(ModelProto model, ModelSource source)
    {
        RequireWhole(model);
        DropInputsWithDefaults(model.Graph);
        var (input, output) = OnlyImages(model.Graph);
        var layout = LayoutOf(input, output);
        return new(Describe(model.Graph, input, output, layout, source), model, layout);
    }

    private static void RequireWhole(ModelProto model)
    {
        if (GraphConstants.All(model.Graph).Any(ExternalData.Holds))
            throw ModelRefusal.Because("The ONNX model keeps its weights in another file; open it from the folder where both are.");
        var opset = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 1;
        if (opset < OldestOpset)
            throw ModelRefusal.Because($"The ONNX model is written for operator set {opset}; export it with {OldestOpset} or later.");
    }

    // Old exporters list every weight as an input too, which keeps the runtime from folding it.
    private static void DropInputsWithDefaults(GraphProto graph)
    {
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        for (var i = graph.Input.Count - 1; i >= 0; i--)
            if (constants.Contains(graph.Input[i].Name))
                graph.Input.RemoveAt(i);
    }

    private static (ForeignImage Input, ForeignImage Output) OnlyImages(GraphProto graph)
    {
        ForeignImage[] inputs = [.. graph.Input.Select(ForeignImage.From)], outputs = [.. graph.Output.Select(ForeignImage.From)];
        if (inputs is not [{ IsImage: true } input] || outputs is not [{ MayBeImage: true } output])
            throw ModelRefusal.Because(
                $"The ONNX model needs exactly one input and one output of four axes; it has the inputs {List(inputs)} and the outputs "
                + $"{List(outputs)}.");
        if (!graph.Node.Any(node => node.Output.Contains(output.Name)))
            throw ModelRefusal.Because($"The ONNX model's output '{output.Name}' is made by none of its nodes.");
        return (input, output);
    }

    private static NetworkLayout LayoutOf(ForeignImage input, ForeignImage output)
    {
        NetworkLayout? layout = (input.Type, output.Type) switch
        {
            (DataType.Float, DataType.Float) => NetworkLayout.PlanarFloat,
            (DataType.Float16, DataType.Float16) => NetworkLayout.PlanarHalf,
            (DataType.Uint8, DataType.Uint8) => NetworkLayout.InterleavedBytes,
            _ => null,
        };
        return layout is { } known && input.Channels(known) is 1 or 3
            && (output.Channels(layout.Value) ?? input.Channels(layout.Value)) == input.Channels(layout.Value)
            ? layout.Value
            : throw ModelRefusal.Because(
                $"The ONNX model takes {input} and returns {output}; needed are 1 or 3 channels, the same on both sides, as float NCHW or "
                + "uint8 NHWC.");
    }

    private static ModelCard Describe(GraphProto graph, ForeignImage input, ForeignImage output, NetworkLayout layout, ModelSource source)
    {
        var field = ReceptiveField.Of(graph);
        var channels = (int)(input.Channels(layout) ?? throw new InvalidOperationException("The layout was checked."));
        return source.Card("onnx", ScaleOf(input.Size(layout), output.Size(layout)) ?? field?.Scale, channels, field?.Radius) with
        {
            SizeMultiple = field?.SizeMultiple ?? 1,
            FixedSize = input.Size(layout) is { } size ? new(size.Width, size.Height) : null,
            EightBitOnly = layout == NetworkLayout.InterleavedBytes,
        };
    }

    private static int? ScaleOf((int Width, int Height)? input, (int Width, int Height)? output)
    {
        if (input is not { } small || output is not { } large)
            return null;
        var scale = large.Width / small.Width;
        return scale >= 1 && (scale * (long)small.Width, scale * (long)small.Height) == (large.Width, large.Height)
            ? scale
            : throw ModelRefusal.Because(
                $"The ONNX model turns {small.Width}x{small.Height} into {large.Width}x{large.Height}, which is no enlargement by a whole "
                + "factor.");
    }

    private static string List(ForeignImage[] images) => images.Length == 0 ? "(none)" : string.Join(", ", images.Take(5));
}
