using System.Collections.Frozen;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.GraphFacts;

/// <summary>
/// Makes a graph count its own arithmetic. Lengths inside it may depend on the size of the image in any way, so the count is not derived from the graph
/// but taken in a run of it, from the shapes that really come.
/// </summary>
internal static class WorkGraph
{
    /// <summary>Name of the count.</summary>
    public const string Output = "work";

    private static readonly FrozenSet<string> _counted = FrozenSet.ToFrozenSet(["Conv", "ConvTranspose", "MatMul", "Gemm"]);

    // They multiply and add too, in ways that are not counted here.
    private static readonly FrozenSet<string> _uncountable = FrozenSet.ToFrozenSet(
    [
        "Attention", "ConvInteger", "DeformConv", "Einsum", "GRU", "LSTM", "MatMulInteger", "QLinearConv", "QLinearMatMul", "RNN",
    ]);

    /// <param name="model">A graph of any input; it is not changed, and its weights are shared.</param>
    /// <returns>The graph with one output, <see cref="Output"/>: multiplications that are followed by an addition, in convolutions and matrix products
    /// (64-bit whole number). Null when it has operators that cannot be counted.</returns>
    public static ModelProto? Of(ModelProto model)
    {
        if (model.Graph.Node.Any(IsUncountable))
            return null;
        var copy = model.Clone();
        var counter = new GraphBuilder("count", GraphNames.Taken(copy.Graph).Append(Output));
        var products = copy.Graph.Node.Where(node => _counted.Contains(node.OpType)).Select(node => ProductsOf(node, counter)).ToList();
        var all = products.Count == 0 ? counter.Longs("none", 0) : counter.Node("Concat", [.. products], NodeAttributes.Int("axis", 0));
        counter.NodeInto(Output, "ReduceSum", [all], NodeAttributes.Int("keepdims", 0));

        copy.Graph.Node.Add(counter.Graph.Node);
        copy.Graph.Initializer.Add(counter.Graph.Initializer);
        copy.Graph.Output.Clear();
        copy.Graph.Output.Add(GraphBuilder.Describe(Output, DataType.Int64));
        return copy;
    }

    private static bool IsUncountable(NodeProto node) =>
        node.Domain is not ("" or "ai.onnx") || _uncountable.Contains(node.OpType)
        || GraphNames.Bodies(node).SelectMany(body => body.Node).Any(inner => _counted.Contains(inner.OpType) || IsUncountable(inner));

    /// <returns>A list of one number: the elements that are made (of a transposed convolution: that are spread), times the products for each.</returns>
    private static string ProductsOf(NodeProto node, GraphBuilder counter) => node.OpType switch
    {
        "Conv" => Times(counter, node.Output[0], Lengths(counter, node.Input[1], 1, long.MaxValue)),
        "ConvTranspose" => Times(counter, node.Input[0], Lengths(counter, node.Input[1], 1, long.MaxValue)),
        "Gemm" when node.Int("transA", 0) != 0 => Times(counter, node.Output[0], Lengths(counter, node.Input[0], 0, 1)),
        _ => Times(counter, node.Output[0], Lengths(counter, node.Input[0], -1, long.MaxValue)),
    };

    private static string Times(GraphBuilder counter, string value, string lengths) => counter.Node(
        "ReduceProd", [counter.Node("Concat", [counter.Node("Shape", [value]), lengths], NodeAttributes.Int("axis", 0))], NodeAttributes.Int("keepdims", 1));

    private static string Lengths(GraphBuilder counter, string value, long from, long to) =>
        counter.Node("Slice", [counter.Node("Shape", [value]), counter.Longs("from", from), counter.Longs("to", to)]);
}
