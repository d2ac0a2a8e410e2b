using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>The walk that all passes share: every node is offered once, and those that are replaced make room.</summary>
internal static class NodeRewrite
{
    /// <summary>Rewrites a graph in place.</summary>
    /// <param name="graph">The graph; constants that nothing reads afterwards are dropped.</param>
    /// <param name="name">Start of the names of what is added.</param>
    /// <param name="replace">Writes nodes with the same outputs and returns true, or returns false to keep the node.</param>
    public static void Apply(GraphProto graph, string name, Func<NodeProto, GraphIndex, GraphBuilder, bool> replace)
    {
        var index = new GraphIndex(graph);
        var builder = new GraphBuilder(name, GraphNames.Taken(graph));
        foreach (var node in graph.Node)
            if (!replace(node, index, builder))
                builder.Graph.Node.Add(node);
        graph.Node.Clear();
        graph.Node.Add(builder.Graph.Node);
        graph.Initializer.Add(builder.Graph.Initializer);
        DropUnread(graph);
    }

    /// <summary>Whether a node is the standard operation of that name: others may have the same name and another meaning.</summary>
    public static bool Is(this NodeProto node, string operation) => node.OpType == operation && node.Domain is "" or "ai.onnx";

    private static void DropUnread(GraphProto graph)
    {
        var read = graph.Node.SelectMany(GraphNames.ReadBy).Concat(graph.Output.Select(output => output.Name)).ToHashSet();
        for (var i = graph.Initializer.Count - 1; i >= 0; i--)
            if (!read.Contains(graph.Initializer[i].Name))
                graph.Initializer.RemoveAt(i);
    }
}
