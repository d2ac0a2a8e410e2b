using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Passes;

/// <summary>
/// Rounds every weight and every value on the way to 16 bits, in a graph that computes in 32: the results a device with 16-bit
/// arithmetic would give, on a processor without it. (An engine that lacks 16-bit operations joins them in 32 bits and rounds nothing.)
/// </summary>
internal static class HalfRounding
{
    /// <returns>A copy of <paramref name="model"/>, which has no branches or loops.</returns>
    public static ModelProto Of(ModelProto model)
    {
        var rounded = model.Clone();
        var graph = rounded.Graph;
        for (var i = 0; i < graph.Initializer.Count; i++)
            graph.Initializer[i] = Rounded(graph.Initializer[i]);
        var types = graph.Input.ToDictionary(input => input.Name, input => (DataType)input.Type.TensorType.ElemType);
        foreach (var tensor in graph.Initializer)
            types[tensor.Name] = (DataType)tensor.DataType;
        var builder = new GraphBuilder("rounded", GraphNames.Taken(graph));
        foreach (var node in graph.Node)
            Add(node, types, builder);
        graph.Node.Clear();
        graph.Node.Add(builder.Graph.Node);
        return rounded;
    }

    private static void Add(NodeProto node, Dictionary<string, DataType> types, GraphBuilder builder)
    {
        var type = TypeAfter(node, types);
        var outputs = node.Output.ToArray();
        builder.Graph.Node.Add(node);
        foreach (var (place, output) in outputs.Index().Where(output => output.Item.Length > 0))
        {
            types[output] = type;
            if (type != DataType.Float)
                continue;
            node.Output[place] = builder.Fresh("exact");
            builder.NodeInto(output, "Cast", [builder.Cast(node.Output[place], DataType.Float16)], NodeAttributes.Int("to", (int)DataType.Float));
        }
    }

    private static DataType TypeAfter(NodeProto node, Dictionary<string, DataType> types) => node.OpType switch
    {
        "Cast" => (DataType)node.Int("to", 0),
        "Shape" or "Size" or "ArgMax" or "ArgMin" or "NonZero" => DataType.Int64,
        "Equal" or "Less" or "LessOrEqual" or "Greater" or "GreaterOrEqual" or "Not" or "And" or "Or" or "IsNaN" or "IsInf" => DataType.Bool,
        "ConstantOfShape" => node.Find("value")?.T is { } value ? (DataType)value.DataType : DataType.Float,
        "Constant" => node.Find("value")?.T is { } value ? (DataType)value.DataType : DataType.Undefined,
        "Where" => types.GetValueOrDefault(node.InputAt(1)),
        _ => types.GetValueOrDefault(node.InputAt(0)),
    };

    private static TensorProto Rounded(TensorProto tensor) => tensor.Floats() is { } values
        ? TensorContent.Of<float>(
            tensor.Name, DataType.Float, [.. tensor.Dims.Select(length => (int)length)], Array.ConvertAll(values, value => (float)(Half)value))
        : tensor;
}
