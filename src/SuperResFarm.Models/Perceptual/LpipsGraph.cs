using Google.Protobuf;
using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Perceptual;

/// <summary>Writes LPIPS (Zhang et al., 2018), version 0.1, as a graph: how differently the layers of a classifier see two images.</summary>
public static class LpipsGraph
{
    // Of RGB from -1 to 1: the classifiers' means and deviations, in the digits that LPIPS has them with.
    private static readonly float[] _shift = [-0.030f, -0.088f, -0.188f], _spread = [0.458f, 0.448f, 0.450f];

    private const float Least = 1e-10f;   // keeps places where nothing is seen from a division by zero

    /// <summary>Writes the graph of a network.</summary>
    /// <param name="net">Which network.</param>
    /// <param name="trunk">The classifier; layers behind its features are passed over.</param>
    /// <param name="heads">One weight for each channel of each layer.</param>
    /// <returns>The ONNX file. <c>input</c>: two images of bytes, 2 x height x width x RGB; <c>output</c>: one distance for each layer, whose sum is LPIPS.</returns>
    /// <exception cref="Contracts.Failures.FarmException">A key is missing, superfluous or misshapen; the message names it.</exception>
    public static byte[] Write(LpipsNet net, Checkpoint trunk, Checkpoint heads)
    {
        var (body, linear) = (new Layers(trunk, $"LPIPS trunk ({net.Name})"), new Layers(heads, $"LPIPS weights ({net.Name})"));
        body.Ignore(key => key.StartsWith("classifier.", StringComparison.Ordinal));
        var graph = body.Graph;
        var images = Normalised(graph, graph.Input("input", DataType.Uint8, 2, "h", "w", 3));
        var layers = LpipsTrunk.Write(net, body, images);
        body.RequireAllRead();

        var distances = layers.Index().Select(layer => Distance(graph, linear, layer.Item.Value, layer.Item.Channels, layer.Index)).ToArray();
        linear.RequireAllRead();
        graph.NodeInto("output", "Concat", distances, NodeAttributes.Int("axis", 0));
        graph.Output("output", DataType.Float, layers.Count);
        return graph.ToModel().ToByteArray();
    }

    private static string Normalised(GraphBuilder graph, string bytes)
    {
        var planar = graph.Node("Transpose", [graph.Cast(bytes, DataType.Float)], NodeAttributes.Ints("perm", 0, 3, 1, 2));
        var signed = graph.Node("Sub", [graph.Node("Div", [planar, graph.Float("half", 127.5f)]), graph.Float("one", 1)]);
        return graph.Node("Div", [graph.Node("Sub", [signed, graph.Floats("shift", [3, 1, 1], _shift)]), graph.Floats("spread", [3, 1, 1], _spread)]);
    }

    // Features of each place brought to length 1, their squared differences weighted by channel, the mean over all places.
    private static string Distance(GraphBuilder graph, Layers linear, string features, int channels, int index)
    {
        var length = graph.Node("ReduceL2", [features], NodeAttributes.Ints("axes", 1), NodeAttributes.Int("keepdims", 1));
        var unit = graph.Node("Div", [features, graph.Node("Add", [length, graph.Float("least", Least)])]);
        var difference = graph.Node("Sub", [Image(0), Image(1)]);
        var squares = graph.Node("Mul", [difference, difference]);
        var weighted = graph.Conv(squares, graph.Weight($"lin{index}", linear.Read($"lin{index}.model.1.weight", 1, channels, 1, 1)));
        return graph.Node("Reshape", [graph.Node("ReduceMean", [weighted]), graph.Longs("single", 1)]);

        string Image(long number) => graph.Node("Gather", [unit, graph.Longs("image", number)], NodeAttributes.Int("axis", 0));
    }
}
