using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>The names of values in a graph, including those in the bodies of its branches and loops.</summary>
internal static class GraphNames
{
    public static HashSet<string> All(GraphProto graph)
    {
        HashSet<string> names = [];
        Visit(graph, name =>
        {
            names.Add(name);
            return name;
        });
        return names;
    }

    /// <returns>Every name that new values and nodes must not take.</returns>
    public static HashSet<string> Taken(GraphProto graph) => [.. All(graph), .. graph.Node.Select(node => node.Name)];

    public static void Rename(GraphProto graph, IReadOnlyDictionary<string, string> names) =>
        Visit(graph, name => names.GetValueOrDefault(name, name));

    /// <returns>The values a node reads, those that its bodies capture from outside included.</returns>
    public static IEnumerable<string> ReadBy(NodeProto node) => node.Input.Concat(Bodies(node).SelectMany(All));

    /// <returns>The graphs inside a node: branches and bodies of loops.</returns>
    public static IEnumerable<GraphProto> Bodies(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is { } one ? attribute.Graphs.Append(one) : attribute.Graphs);

    // The reader of the format bounds how deep bodies nest, so this recursion is bounded too.
    private static void Visit(GraphProto graph, Func<string, string> map)
    {
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            value.Name = map(value.Name);
        foreach (var tensor in graph.Initializer)
            tensor.Name = map(tensor.Name);
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = map(node.Input[i]);
            for (var i = 0; i < node.Output.Count; i++)
                node.Output[i] = map(node.Output[i]);
            foreach (var body in Bodies(node))
                Visit(body, map);
        }
    }
}
