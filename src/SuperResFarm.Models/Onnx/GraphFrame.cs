using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>Puts operations in front of a graph and behind it.</summary>
internal static class GraphFrame
{
    /// <summary>Name of the framed graph's input.</summary>
    public const string Input = "input";

    /// <summary>Name of the framed graph's output, when it has a single one.</summary>
    public const string Output = "output";

    /// <summary>Frames a copy of <paramref name="core"/>, whose first input becomes <see cref="Input"/>.</summary>
    /// <param name="core">Any graph; weights are shared with the copy.</param>
    /// <param name="before">Turns the framed input into what the core takes.</param>
    /// <param name="after">Turns the core's first output into <see cref="Output"/>, the only one then; null leaves all outputs as they
    /// are.</param>
    /// <returns>The copy; its declared input and output keep the core's types and axes.</returns>
    public static ModelProto Around(ModelProto core, Func<GraphBuilder, string, string> before, Func<GraphBuilder, string, string>? after)
    {
        var model = core.Clone();
        var graph = model.Graph;
        var names = GraphNames.Taken(graph).Append(Input).Append(Output).ToArray();
        var (head, tail) = (new GraphBuilder("head", names), new GraphBuilder("tail", names));
        var (input, output) = (graph.Input[0], graph.Output[0]);

        var entry = before(head, Input);
        var renamed = new Dictionary<string, string> { [Input] = head.Fresh("was_input") };
        if (after is not null)
            renamed[Output] = tail.Fresh("was_output");
        renamed[input.Name] = entry;
        if (after is not null)
            renamed[output.Name] = tail.Fresh("network");
        GraphNames.Rename(graph, renamed);
        var exit = after?.Invoke(tail, output.Name);

        Join(graph, head.Graph, tail.Graph);
        input.Name = Input;
        if (exit is null)
            return model;
        output.Name = exit;
        GraphNames.Rename(graph, new Dictionary<string, string> { [exit] = Output });
        while (graph.Output.Count > 1)
            graph.Output.RemoveAt(1);
        return model;
    }

    private static void Join(GraphProto graph, GraphProto head, GraphProto tail)
    {
        NodeProto[] nodes = [.. head.Node, .. graph.Node, .. tail.Node];
        graph.Node.Clear();
        graph.Node.Add(nodes);
        graph.Initializer.Add(head.Initializer);
        graph.Initializer.Add(tail.Initializer);
        // What the network stated about values inside may use names of axes in another sense.
        graph.ValueInfo.Clear();
    }
}
