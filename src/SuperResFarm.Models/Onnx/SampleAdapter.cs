using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>
/// Wraps a network so that samples go in and come out as they lie in images: the conversion then runs on the device, and a quarter of
/// the bytes crosses the bus. Rounding is to nearest, ties to even.
/// </summary>
internal static class SampleAdapter
{
    /// <summary>Name of the wrapped graph's input.</summary>
    public const string Input = "input";

    /// <summary>Name of the wrapped graph's output.</summary>
    public const string Output = "output";

    private const int Widening = 257; // 65535 / 255: an 8-bit sample times this is the 16-bit sample of the same brightness.

    /// <returns>A copy of <paramref name="core"/> with one input and one output of <paramref name="samples"/>; batch, height and width
    /// are free unless the network fixes them.</returns>
    public static ModelProto Wrap(ModelProto core, NetworkLayout layout, SampleType samples)
    {
        var model = core.Clone();
        var graph = model.Graph;
        var names = GraphNames.All(graph).Append(Input).Append(Output).ToArray();
        var (head, tail) = (new GraphBuilder("head", names), new GraphBuilder("tail", names));
        var (input, output) = (graph.Input[0], graph.Output[0]);

        var entry = ToNetwork(head, Input, layout, samples);
        var renamed = new Dictionary<string, string> { [Input] = head.Fresh("was_input"), [Output] = tail.Fresh("was_output") };
        renamed[input.Name] = entry;
        renamed[output.Name] = tail.Fresh("network");
        GraphNames.Rename(graph, renamed);
        var exit = FromNetwork(tail, output.Name, layout, samples);

        Join(graph, head.Graph, tail.Graph);
        GraphNames.Rename(graph, new Dictionary<string, string> { [exit] = Output });
        Declare(graph, Axes(input, layout), Axes(output, layout), samples);
        model.IrVersion = Math.Max(model.IrVersion, GraphBuilder.IrVersion);
        return model;
    }

    private static string ToNetwork(GraphBuilder head, string value, NetworkLayout layout, SampleType samples) => (layout, samples) switch
    {
        (NetworkLayout.PlanarFloat, _) => ToUnit(head, value, samples),
        (NetworkLayout.PlanarHalf, _) => head.Cast(ToUnit(head, value, samples), DataType.Float16),
        (_, SampleType.UInt8) => value,
        (_, SampleType.UInt16) => Narrow(head, value),
        _ => FromUnit(head, value, SampleType.UInt8),
    };

    private static string FromNetwork(GraphBuilder tail, string value, NetworkLayout layout, SampleType samples) => (layout, samples) switch
    {
        (NetworkLayout.PlanarFloat, _) => FromUnit(tail, value, samples),
        (NetworkLayout.PlanarHalf, _) => FromUnit(tail, tail.Cast(value, DataType.Float), samples),
        (_, SampleType.UInt8) => value,
        (_, SampleType.UInt16) => Widen(tail, value),
        _ => ToUnit(tail, value, SampleType.UInt8),
    };

    // Samples move while they are still small; they become floats where they lie.
    private static string ToUnit(GraphBuilder head, string value, SampleType samples)
    {
        if (samples == SampleType.Float32)
            return value;
        var planar = head.Node("Transpose", [value], NodeAttributes.Ints("perm", 0, 3, 1, 2));
        return head.Node("Div", [head.Cast(planar, DataType.Float), head.Float("peak", Peak(samples))]);
    }

    private static string FromUnit(GraphBuilder tail, string value, SampleType samples)
    {
        if (samples == SampleType.Float32)
            return value;
        var unit = tail.Node("Clip", [value, tail.Float("black", 0), tail.Float("white", 1)]);
        var rounded = tail.Node("Round", [tail.Node("Mul", [unit, tail.Float("peak", Peak(samples))])]);
        return tail.Node("Transpose", [tail.Cast(rounded, ElementOf(samples))], NodeAttributes.Ints("perm", 0, 2, 3, 1));
    }

    private static string Narrow(GraphBuilder head, string value)
    {
        var shifted = head.Node("Add", [head.Cast(value, DataType.Int32), Whole(head, Widening / 2)]);
        return head.Cast(head.Node("Div", [shifted, Whole(head, Widening)]), DataType.Uint8);
    }

    private static string Widen(GraphBuilder tail, string value) =>
        tail.Cast(tail.Node("Mul", [tail.Cast(value, DataType.Int32), Whole(tail, Widening)]), DataType.Uint16);

    private static string Whole(GraphBuilder builder, int value) =>
        builder.Constant(TensorContent.Of<int>(builder.Fresh("whole"), DataType.Int32, [], [value]));

    private static float Peak(SampleType samples) => samples == SampleType.UInt8 ? byte.MaxValue : ushort.MaxValue;

    private static DataType ElementOf(SampleType samples) => samples switch
    {
        SampleType.UInt8 => DataType.Uint8,
        SampleType.UInt16 => DataType.Uint16,
        _ => DataType.Float,
    };

    private static void Join(GraphProto graph, GraphProto head, GraphProto tail)
    {
        NodeProto[] nodes = [.. head.Node, .. graph.Node, .. tail.Node];
        graph.Node.Clear();
        graph.Node.Add(nodes);
        graph.Initializer.Add(head.Initializer);
        graph.Initializer.Add(tail.Initializer);
    }

    private static (Axis Batch, Axis Channels, Axis Height, Axis Width) Axes(ValueInfoProto value, NetworkLayout layout)
    {
        var axes = value.Type?.TensorType?.Shape?.Dim.Select(Axis.From).ToArray() is { Length: 4 } stated ? stated : new Axis[4];
        return layout == NetworkLayout.InterleavedBytes ? (axes[0], axes[3], axes[1], axes[2]) : (axes[0], axes[1], axes[2], axes[3]);
    }

    private static void Declare(GraphProto graph, (Axis, Axis, Axis, Axis) input, (Axis, Axis, Axis, Axis) output, SampleType samples)
    {
        // What the network stated about values inside may use these names of axes in another sense.
        graph.ValueInfo.Clear();
        graph.Input.Clear();
        graph.Output.Clear();
        var declared = new GraphBuilder("declared");
        var type = ElementOf(samples);
        declared.Input(Input, type, InOrder(input, samples, "n", "h", "w"));
        declared.Output(Output, type, InOrder(output, samples, "n", null, null));
        graph.Input.Add(declared.Graph.Input);
        graph.Output.Add(declared.Graph.Output);
    }

    private static Axis[] InOrder(
        (Axis Batch, Axis Channels, Axis Height, Axis Width) axes, SampleType samples, string n, string? h, string? w)
    {
        var (batch, height, width) = (Free(axes.Batch, n), Free(axes.Height, h), Free(axes.Width, w));
        return samples == SampleType.Float32 ? [batch, axes.Channels, height, width] : [batch, height, width, axes.Channels];

        static Axis Free(Axis axis, string? name) => axis.Length is null ? new(null, name) : axis;
    }
}
