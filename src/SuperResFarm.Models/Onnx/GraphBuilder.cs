using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>
/// Writes a graph node by node. Values are told by name; every method that makes a value returns a name not used before.
/// </summary>
/// <param name="name">Name of the graph, and start of the names in it.</param>
/// <param name="taken">Names that must not be used: those of a graph this one will be joined to.</param>
public sealed class GraphBuilder(string name, IEnumerable<string>? taken = null)
{
    /// <summary>Operator set of the written graphs: the first with every operator used here, read by ONNX Runtime since 1.12.</summary>
    public const int Opset = 17;

    /// <summary>Version of the file format that came with <see cref="Opset"/>.</summary>
    public const int IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _taken = [.. taken ?? []];
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary>The graph as written so far.</summary>
    public GraphProto Graph => _graph;

    /// <summary>Declares an input of the graph.</summary>
    public string Input(string input, DataType type, params ReadOnlySpan<Axis> axes)
    {
        _taken.Add(input);
        _graph.Input.Add(Describe(input, type, axes));
        return input;
    }

    /// <summary>Declares <paramref name="value"/> as an output of the graph.</summary>
    public GraphBuilder Output(string value, DataType type, params ReadOnlySpan<Axis> axes)
    {
        _graph.Output.Add(Describe(value, type, axes));
        return this;
    }

    /// <returns>A float constant of the given shape, in C order.</returns>
    public string Floats(string about, ReadOnlySpan<int> shape, ReadOnlySpan<float> values) =>
        Constant(TensorContent.Of(Fresh(about), DataType.Float, shape, values));

    /// <returns>A float constant without axes.</returns>
    public string Float(string about, float value) => Floats(about, [], [value]);

    /// <returns>A list of 64-bit whole numbers.</returns>
    public string Longs(string about, params ReadOnlySpan<long> values) =>
        Constant(TensorContent.Of(Fresh(about), DataType.Int64, [values.Length], values));

    /// <returns>A 64-bit whole number without axes.</returns>
    public string Long(string about, long value) => Constant(TensorContent.Of<long>(Fresh(about), DataType.Int64, [], [value]));

    /// <returns>A constant with the content of <paramref name="tensor"/>, which is shared and not copied.</returns>
    public string Weight(string about, Tensor tensor) => Weight(about, tensor, tensor.Shape);

    /// <returns>A constant with the content of <paramref name="tensor"/>, shared too, under another shape of as many values.</returns>
    public string Weight(string about, Tensor tensor, params ReadOnlySpan<int> shape) => Constant(TensorContent.Sharing(Fresh(about), shape, tensor));

    /// <summary>Adds an initialiser that already has a free name.</summary>
    internal string Constant(TensorProto tensor)
    {
        _taken.Add(tensor.Name);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds one operation of the standard set.</summary>
    /// <returns>Its first output.</returns>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var output = Fresh(operation);
        _graph.Node.Add(Describe(operation, inputs, output, attributes));
        return output;
    }

    /// <summary>Adds one operation of the standard set whose output has the given name.</summary>
    public void NodeInto(string output, string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        _graph.Node.Add(Describe(operation, inputs, output, attributes));

    /// <summary>A convolution with the same zero padding on all sides.</summary>
    public string Conv(string input, string weight, string? bias = null, int kernel = 1, int pad = 0, long groups = 1, int stride = 1) =>
        Node("Conv", bias is null ? [input, weight] : [input, weight, bias],
            NodeAttributes.Ints("kernel_shape", kernel, kernel), NodeAttributes.Ints("pads", pad, pad, pad, pad),
            NodeAttributes.Ints("strides", stride, stride), NodeAttributes.Int("group", groups));

    /// <summary>Moves channels into space as PyTorch's pixel shuffle does; <paramref name="factor"/> 1 is no operation.</summary>
    public string PixelShuffle(string input, int factor) =>
        factor == 1 ? input : Node("DepthToSpace", [input], NodeAttributes.Int("blocksize", factor), NodeAttributes.Text("mode", "CRD"));

    /// <summary>Converts the elements of <paramref name="input"/>.</summary>
    public string Cast(string input, DataType type) => Node("Cast", [input], NodeAttributes.Int("to", (int)type));

    /// <returns>A name that starts with <paramref name="about"/> and is not used yet.</returns>
    public string Fresh(string about)
    {
        string fresh;
        do
            fresh = $"{name}_{about}_{_numbers[about] = _numbers.GetValueOrDefault(about) + 1}";
        while (!_taken.Add(fresh));
        return fresh;
    }

    /// <returns>The graph as a model of its own.</returns>
    public ModelProto ToModel() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "SuperResFarm",
        Graph = _graph,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
    };

    private NodeProto Describe(
        string operation, ReadOnlySpan<string> inputs, string output, ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { Name = Fresh("node"), OpType = operation, Output = { output } };
        node.Input.Add(inputs.ToArray());
        node.Attribute.Add(attributes.ToArray());
        return node;
    }

    /// <returns>The declaration of a value.</returns>
    internal static ValueInfoProto Describe(string value, DataType type, params ReadOnlySpan<Axis> axes)
    {
        var shape = new TensorShapeProto();
        foreach (var axis in axes)
            shape.Dim.Add(axis.ToDimension());
        return new() { Name = value, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
