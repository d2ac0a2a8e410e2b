using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>
/// Computes parts of a network that look no further than a window of tokens row by row of windows. What one row needs stays in the
/// processor's cache, and the scores of all windows never exist at the same time.
/// </summary>
public static class WindowRows
{
    private const string Taken = "rows_taken";
    private const string Joined = "rows_joined";

    /// <summary>Writes a part that <see cref="Apply"/> finds again.</summary>
    /// <param name="graph">Where to write.</param>
    /// <param name="tokens">Tokens x features.</param>
    /// <param name="lookup">Which tokens are taken, rows of windows x tokens of a row.</param>
    /// <param name="features">Length of a token.</param>
    /// <param name="write">Writes the part for tokens x features of any number of rows. All it reads from outside beside weights has the
    /// rows as its first axis, and all its axes that change with the number of rows come first and are written -1.</param>
    /// <returns>Its answers for all rows, tokens x features.</returns>
    internal static string Write(GraphBuilder graph, string tokens, string lookup, int features, Func<string, string> write)
    {
        var (taken, joined) = (graph.Fresh(Taken), graph.Fresh(Joined));
        graph.NodeInto(taken, "Gather", [tokens, lookup]);
        var answers = write(graph.Node("Reshape", [taken, graph.Longs("shape", -1, features)]));
        graph.NodeInto(joined, "Reshape", [answers, graph.Longs("shape", -1, features)]);
        return joined;
    }

    /// <summary>Turns every such part into a scan over the rows.</summary>
    public static void Apply(GraphProto graph)
    {
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var builder = new GraphBuilder("scan", GraphNames.Taken(graph));
        List<NodeProto> part = [];
        foreach (var node in graph.Node)
        {
            if (part.Count > 0 && Is(node, "Reshape", Joined))
            {
                node.Input[0] = Scanned(builder, part, node.Input[0], constants);
                part = [];
            }
            if (part.Count > 0 || Is(node, "Gather", Taken))
                part.Add(node);
            else
                builder.Graph.Node.Add(node);
        }
        builder.Graph.Node.Add(part);   // of a part without an end; none is written so
        graph.Node.Clear();
        graph.Node.Add(builder.Graph.Node);
    }

    private static bool Is(NodeProto node, string operation, string mark) =>
        node.OpType == operation && node.Output is [var output] && output.Contains(mark, StringComparison.Ordinal);

    /// <returns>The answers of all rows: rows x tokens x features.</returns>
    private static string Scanned(GraphBuilder builder, List<NodeProto> part, string answer, HashSet<string> constants)
    {
        var body = new GraphProto { Name = builder.Fresh("row"), Node = { part }, Output = { new ValueInfoProto { Name = answer } } };
        var made = part.SelectMany(node => node.Output).ToHashSet();
        var tokens = part[0].Input[0];   // taken from all rows
        string[] perRow = [.. part.SelectMany(node => node.Input).Distinct().Where(value => value != tokens && !made.Contains(value) && !constants.Contains(value))];
        var own = perRow.ToDictionary(value => value, _ => builder.Fresh("part"));
        foreach (var node in part)
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = own.GetValueOrDefault(node.Input[i], node.Input[i]);
        body.Input.Add(perRow.Select(value => new ValueInfoProto { Name = own[value] }));
        return builder.Node("Scan", perRow, NodeAttributes.Graph("body", body), NodeAttributes.Int("num_scan_inputs", perRow.Length));
    }
}
