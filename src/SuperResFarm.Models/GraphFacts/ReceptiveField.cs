using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.GraphFacts;

/// <summary>What a walk through a convolutional graph tells about how its output relates to its input.</summary>
/// <param name="Radius">How far an output pixel looks around its place in the input, in input pixels.</param>
/// <param name="Scale">Output pixels for each input pixel along an axis, at least 1.</param>
/// <param name="SizeMultiple">Width and height of the input must be multiples of this: the largest step down.</param>
public sealed record ReceptiveField(int Radius, int Scale, int SizeMultiple)
{
    /// <returns>The radius in input pixels, or null when the graph looks globally or holds an operator that is not known.</returns>
    public static int? RadiusOf(GraphProto graph) => Of(graph)?.Radius;

    /// <summary>Walks from the one input to the one output of <paramref name="graph"/>.</summary>
    /// <returns>Null when the graph looks globally, holds an operator that is not known, or does not enlarge by a whole factor.</returns>
    public static ReceptiveField? Of(GraphProto graph)
    {
        var constants = Constants(graph);
        var images = graph.Input.Where(input => !constants.ContainsKey(input.Name)).ToArray();
        if (images.Length != 1 || graph.Output.Count != 1)
            return null;

        // Values that do not depend on the image are absent; those whose reach is not known hold null.
        var reaches = new Dictionary<string, Reach?> { [images[0].Name] = Reach.Input };
        foreach (var node in graph.Node)
        {
            var reach = Step(node, reaches, constants);
            if (reach.DependsOnImage)
                foreach (var output in node.Output)
                    reaches[output] = reach.Value;
        }
        return reaches.GetValueOrDefault(graph.Output[0].Name) is { } end && end.Scale >= 1
            && Math.Abs(end.Scale - Math.Round(end.Scale)) < 1e-6
            ? new(end.Radius, (int)Math.Round(end.Scale), (int)end.Coarsest)
            : null;
    }

    private static (bool DependsOnImage, Reach? Value) Step(
        NodeProto node, Dictionary<string, Reach?> reaches, IReadOnlyDictionary<string, TensorProto> constants)
    {
        var inputs = GraphNames.ReadBy(node).Where(reaches.ContainsKey).Select(input => reaches[input]).ToArray();
        if (inputs.Length == 0)
            return (false, null);
        if (inputs.Any(input => input is null) || node.Input.Count == 0)
            return (true, null);
        var joined = inputs.Aggregate((all, next) => all is { } sum && next is { } one ? sum.Join(one) : null);
        return (true, ReachRules.After(node, reaches.GetValueOrDefault(node.Input[0]), joined, constants));
    }

    private static Dictionary<string, TensorProto> Constants(GraphProto graph)
    {
        var constants = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        foreach (var node in graph.Node)
            if (node.OpType == "Constant" && node.Output.Count == 1 && node.Find("value")?.T is { } value)
                constants.TryAdd(node.Output[0], value);
        return constants;
    }
}
