using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>
/// Replaces PRelu by operations that ONNX Runtime fuses into convolutions. With slope a and s = sign(1 - a), for each channel
/// <c>s * prelu(x) = s * a * x + relu(|1 - a| * x)</c>, which is the sum of two 1x1 depthwise convolutions; the factor s, which is
/// 1 or -1, moves exactly into the input channels of the convolution that follows. PRelu itself is slow on the CPU and keeps its
/// neighbours out of the blocked layout.
/// </summary>
public static class PreluRewrite
{
    /// <summary>Rewrites in place every PRelu with one slope for each channel that feeds a single ungrouped convolution.</summary>
    public static void Apply(GraphProto graph)
    {
        var readers = graph.Node.SelectMany(node => GraphNames.ReadBy(node).Select(value => (value, node)))
            .ToLookup(use => use.value, use => use.node);
        var constants = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        var outputs = graph.Output.Select(output => output.Name).ToHashSet();
        var builder = new GraphBuilder("prelu", GraphNames.Taken(graph));
        foreach (var node in graph.Node)
        {
            if (node is { OpType: "PRelu", Input.Count: 2, Output.Count: 1 } && !outputs.Contains(node.Output[0])
                && Slopes(node, constants) is { } slopes && readers[node.Output[0]].ToArray() is [var next]
                && Fold(next, node.Output[0], constants, slopes, builder))
                Replace(node, slopes, builder);
            else
                builder.Graph.Node.Add(node);
        }
        graph.Node.Clear();
        graph.Node.Add(builder.Graph.Node);
        graph.Initializer.Add(builder.Graph.Initializer);
        DropUnread(graph);
    }

    private static float[]? Slopes(NodeProto prelu, Dictionary<string, TensorProto> constants) =>
        constants.TryGetValue(prelu.Input[1], out var slope) && slope.Dims is [_, 1, 1] ? slope.Floats() : null;

    private static bool Fold(NodeProto next, string value, Dictionary<string, TensorProto> constants, float[] slopes, GraphBuilder builder)
    {
        if (next.OpType != "Conv" || next.InputAt(0) != value || next.Int("group", 1) != 1
            || !constants.TryGetValue(next.InputAt(1), out var weight) || weight.Dims is not [_, var channels, var height, var width]
            || channels != slopes.Length || weight.Floats() is not { } weights)
            return false;
        if (Array.TrueForAll(slopes, slope => Sign(slope) > 0))
            return true;
        var area = (int)(height * width);
        for (var i = 0; i < weights.Length; i++)
            weights[i] *= Sign(slopes[i / area % slopes.Length]);
        next.Input[1] = builder.Floats("folded", [.. weight.Dims.Select(length => (int)length)], weights);
        return true;
    }

    private static void Replace(NodeProto prelu, float[] slopes, GraphBuilder builder)
    {
        int[] shape = [slopes.Length, 1, 1, 1];
        var linear = builder.Floats("linear", shape, [.. slopes.Select(slope => Sign(slope) * slope)]);
        var rectified = builder.Floats("rectified", shape, [.. slopes.Select(slope => MathF.Abs(1 - slope))]);
        // The linear branch comes first: the runtime adds into the first convolution that carries no activation yet.
        builder.NodeInto(prelu.Output[0], "Add",
        [
            builder.Conv(prelu.Input[0], linear, groups: slopes.Length),
            builder.Node("Relu", [builder.Conv(prelu.Input[0], rectified, groups: slopes.Length)]),
        ]);
    }

    private static float Sign(float slope) => slope > 1 ? -1 : 1;

    private static void DropUnread(GraphProto graph)
    {
        var read = graph.Node.SelectMany(GraphNames.ReadBy).Concat(graph.Output.Select(output => output.Name)).ToHashSet();
        for (var i = graph.Initializer.Count - 1; i >= 0; i--)
            if (!read.Contains(graph.Initializer[i].Name))
                graph.Initializer.RemoveAt(i);
    }
}
