using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>The constants of a graph: its initialisers, those in attributes of nodes, and those of the bodies of branches and loops.</summary>
internal static class GraphConstants
{
    // The reader of the format bounds how deep bodies nest, so this recursion is bounded too.
    public static IEnumerable<TensorProto> All(GraphProto graph) => graph.Initializer.Concat(
        graph.Node.SelectMany(node => node.Attribute).SelectMany(attribute =>
            (attribute.T is { } one ? attribute.Tensors.Append(one) : attribute.Tensors)
            .Concat((attribute.G is { } body ? attribute.Graphs.Append(body) : attribute.Graphs).SelectMany(All))));
}
