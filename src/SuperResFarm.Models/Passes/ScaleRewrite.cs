using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>
/// Replaces the multiplication of a residual by a number with a 1x1 depthwise convolution, which is the same product; the runtime then
/// adds to it without rounding in between. On the CPU ONNX Runtime multiplies by a number only in the plain layout, so the whole trunk
/// around it is reordered out of the blocked layout and back, every concatenation included.
/// </summary>
public static class ScaleRewrite
{
    /// <summary>Rewrites in place every product of a sum by a number that is read by one other sum.</summary>
    /// <remarks>The product of a convolution is left alone: ONNX Runtime folds that number into the weights, at no cost.</remarks>
    public static void Apply(GraphProto graph)
    {
        var channels = ChannelCounts.Of(graph);
        NodeRewrite.Apply(graph, "scale", (node, index, builder) =>
        {
            if (!node.Is("Mul") || Operands(node, index) is not var (value, factor) || !channels.TryGetValue(value, out var count)
                || index.MakerOf(value)?.Is("Add") != true || index.OnlyReaderOf(node.Output[0])?.Is("Add") != true)
                return false;
            var factors = builder.Floats("factors", [count, 1, 1, 1], [.. Enumerable.Repeat(factor, count)]);
            builder.NodeInto(node.Output[0], "Conv", [value, factors], NodeAttributes.Int("group", count));
            return true;
        });
    }

    private static (string Value, float Factor)? Operands(NodeProto product, GraphIndex index) =>
        index.Number(product.InputAt(1)) is { } right ? (product.InputAt(0), right)
        : index.Number(product.InputAt(0)) is { } left ? (product.InputAt(1), left)
        : null;
}
