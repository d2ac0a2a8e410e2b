using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>The channels of those values that are images (NCHW) for certain: what convolutions return, and what is computed from that
/// pixel by pixel.</summary>
internal static class ChannelCounts
{
    /// <returns>Channels by value; values of which nothing is certain are absent.</returns>
    public static IReadOnlyDictionary<string, int> Of(GraphProto graph)
    {
        var index = new GraphIndex(graph);
        var counts = new Dictionary<string, int>();
        foreach (var node in graph.Node)
            if (After(node, index, counts) is { } count)
                counts[node.Output[0]] = count;
        return counts;
    }

    private static int? After(NodeProto node, GraphIndex index, Dictionary<string, int> counts)
    {
        if (node.Is("Conv"))
            return index.Constant(node.InputAt(1)) is { Dims: [var count, _, _, _] } ? (int)count : null;
        if (node.Is("Relu") || node.Is("LeakyRelu"))
            return Known(0);
        if (!node.Is("Add") && !node.Is("Mul"))
            return null;
        return index.Number(node.InputAt(1)) is not null || Known(0) == Known(1) ? Known(0)
            : index.Number(node.InputAt(0)) is not null ? Known(1)
            : null;

        int? Known(int input) => counts.TryGetValue(node.InputAt(input), out var count) ? count : null;
    }
}
