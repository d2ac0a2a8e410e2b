using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>
/// Replaces PRelu by operations that ONNX Runtime fuses into convolutions. With slope a and s = sign(1 - a), for each channel
/// <c>s * prelu(x) = s * a * x + relu(|1 - a| * x)</c>, which is the sum of two 1x1 depthwise convolutions; the factor s, which is
/// 1 or -1, moves exactly into the input channels of the convolution that follows. PRelu itself is slow on the CPU and keeps its
/// neighbours out of the blocked layout.
/// </summary>
public static class PreluRewrite
{
    /// <summary>Rewrites in place every PRelu with one slope for each channel that feeds a single ungrouped convolution.</summary>
    public static void Apply(GraphProto graph) => NodeRewrite.Apply(graph, "prelu", Replace);

    private static bool Replace(NodeProto node, GraphIndex index, GraphBuilder builder)
    {
        if (!node.Is("PRelu") || Slopes(node, index) is not { } slopes || index.OnlyReaderOf(node.Output[0]) is not { } next
            || !Fold(next, node.Output[0], index, slopes, builder))
            return false;
        int[] shape = [slopes.Length, 1, 1, 1];
        var linear = builder.Floats("linear", shape, [.. slopes.Select(slope => Sign(slope) * slope)]);
        var rectified = builder.Floats("rectified", shape, [.. slopes.Select(slope => MathF.Abs(1 - slope))]);
        // The linear branch comes first: the runtime adds into the first convolution that carries no activation yet.
        builder.NodeInto(node.Output[0], "Add",
        [
            builder.Conv(node.Input[0], linear, groups: slopes.Length),
            builder.Node("Relu", [builder.Conv(node.Input[0], rectified, groups: slopes.Length)]),
        ]);
        return true;
    }

    private static float[]? Slopes(NodeProto prelu, GraphIndex index) =>
        index.Constant(prelu.InputAt(1)) is { Dims: [_, 1, 1] } slope ? slope.Floats() : null;

    private static bool Fold(NodeProto next, string value, GraphIndex index, float[] slopes, GraphBuilder builder)
    {
        if (!next.Is("Conv") || next.InputAt(0) != value || next.Int("group", 1) != 1
            || index.Constant(next.InputAt(1)) is not { Dims: [_, var channels, var height, var width] } weight
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

    private static float Sign(float slope) => slope > 1 ? -1 : 1;
}
