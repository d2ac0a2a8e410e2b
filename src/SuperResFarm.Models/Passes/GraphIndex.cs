using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>Where each value of a graph is made and read, as the graph was when the index was made.</summary>
internal sealed class GraphIndex(GraphProto graph)
{
    private readonly Dictionary<string, TensorProto> _constants =
        graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);

    private readonly Dictionary<string, NodeProto> _makers =
        graph.Node.SelectMany(node => node.Output.Select(value => (value, node))).DistinctBy(made => made.value).ToDictionary(made => made.value, made => made.node);

    private readonly ILookup<string, NodeProto> _readers =
        graph.Node.SelectMany(node => GraphNames.ReadBy(node).Select(value => (value, node))).ToLookup(use => use.value, use => use.node);

    private readonly HashSet<string> _outputs = [.. graph.Output.Select(output => output.Name)];

    /// <returns>The constant of that name, or null.</returns>
    public TensorProto? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <returns>The number of that name, or null: a float constant of one element that leaves images with four axes.</returns>
    public float? Number(string value) => Constant(value) is { Dims.Count: <= 4 } constant && constant.Floats() is [var number] ? number : null;

    /// <returns>The node that makes a value, or null for inputs and constants.</returns>
    public NodeProto? MakerOf(string value) => _makers.GetValueOrDefault(value);

    /// <returns>The node that reads a value, if nothing else does, the caller of the graph included.</returns>
    public NodeProto? OnlyReaderOf(string value) => !_outputs.Contains(value) && _readers[value].ToArray() is [var reader] ? reader : null;
}
