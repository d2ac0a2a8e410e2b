using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Passes;

/// <summary>
/// Writes a network's weights and arithmetic in 16-bit floats. Input and output stay 32-bit: 16-bit samples need them, and the
/// conversion runs on the device.
/// </summary>
internal static class HalfPrecision
{
    /// <returns>The network in half precision, or null and why it cannot be written so.</returns>
    public static (ModelProto? Half, string Obstacle) Of(ModelProto model)
    {
        var half = model.Clone();
        var graph = half.Graph;
        if (graph.Node.Any(node => GraphNames.ReadBy(node).Skip(node.Input.Count).Any()))
            return (null, "it has branches or loops");
        var kept = KeptInFloat(graph);
        foreach (var tensor in graph.Initializer.Where(tensor => !kept.Contains(tensor.Name)))
            if (!Convert(tensor))
                return (null, $"its constant '{tensor.Name}' exceeds the range of 16-bit floats");
        foreach (var node in graph.Node)
            Convert(node);
        graph.Input[0].Type.TensorType.ElemType = (int)DataType.Float16;
        graph.Output[0].Type.TensorType.ElemType = (int)DataType.Float16;
        var framed = GraphFrame.Around(half, (head, value) => head.Cast(value, DataType.Float16), (tail, value) => tail.Cast(value, DataType.Float));
        framed.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Float;
        framed.Graph.Output[0].Type.TensorType.ElemType = (int)DataType.Float;
        return (framed, "");
    }

    // Resize takes region and scales in 32 bits whatever it enlarges.
    private static HashSet<string> KeptInFloat(GraphProto graph) =>
        [.. graph.Node.Where(node => node.OpType == "Resize").SelectMany(node => node.Input.Skip(1).Take(2))];

    private static void Convert(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
            if (node.OpType == "Cast" && attribute.Name == "to" && attribute.I == (int)DataType.Float)
                attribute.I = (int)DataType.Float16;
            else if (attribute.T is { } constant)
                Convert(constant);
    }

    /// <returns>False when a value that is finite as it is would become infinite.</returns>
    private static bool Convert(TensorProto tensor)
    {
        if (tensor.Floats() is not { } values)
            return true;   // of another type
        var halves = Array.ConvertAll(values, value => (Half)value);
        if (values.Zip(halves).Any(pair => float.IsFinite(pair.First) && !Half.IsFinite(pair.Second)))
            return false;
        var converted = TensorContent.Of<Half>(tensor.Name, DataType.Float16, [.. tensor.Dims.Select(length => (int)length)], halves);
        tensor.FloatData.Clear();
        tensor.DataType = converted.DataType;
        tensor.RawData = converted.RawData;
        return true;
    }
}
