using Google.Protobuf.Collections;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>
/// Wraps a network so that samples go in and come out as they lie in images: the conversion then runs on the device, and a quarter of
/// the bytes crosses the bus. Rounding is to nearest, ties to even.
/// </summary>
internal static class SampleAdapter
{
    private const int Widening = 257; // 65535 / 255: an 8-bit sample times this is the 16-bit sample of the same brightness.

    /// <returns>A copy of <paramref name="core"/> that takes images of <paramref name="samples"/>; batch, height and width are free
    /// unless the network fixes them. A network that returns images returns the same samples, a parser one label (byte) for each
    /// pixel, a detector its tables as they are.</returns>
    /// <param name="core">The network.</param>
    /// <param name="layout">How samples lie in its input.</param>
    /// <param name="samples">Elements of the images.</param>
    /// <param name="task">What it returns.</param>
    /// <param name="tellsFinite">Adds a second output: for each image (bool, one axis) whether all values that the network returned were finite. Rounding
    /// to samples would hide it.</param>
    public static ModelProto Wrap(ModelProto core, NetworkLayout layout, SampleType samples, ModelTask task, bool tellsFinite = false)
    {
        string? finite = null;
        var (input, output) = (Axes(core.Graph.Input[0], layout), Axes(core.Graph.Output[0], layout));
        var model = GraphFrame.Around(core, (head, value) => ToNetwork(head, value, layout, samples), task switch
        {
            ModelTask.DetectFaces => null,
            ModelTask.ParseFaces => Labels,
            _ => Images,
        });

        var graph = model.Graph;
        Declare(graph.Input, GraphFrame.Input, ElementOf(samples), input, "n", "h", "w");
        if (task == ModelTask.ParseFaces)
            Declare(graph.Output, GraphFrame.Output, DataType.Uint8, output with { Channels = 1 }, "n", null, null);
        else if (task != ModelTask.DetectFaces)
            Declare(graph.Output, GraphFrame.Output, ElementOf(samples), output, "n", null, null);
        if (finite is not null)
            graph.Output.Add(GraphBuilder.Describe(finite, DataType.Bool, "n"));
        model.IrVersion = Math.Max(model.IrVersion, GraphBuilder.IrVersion);
        return model;

        string Images(GraphBuilder tail, string value)
        {
            if (tellsFinite && layout != NetworkLayout.InterleavedBytes)
                finite = Finite(tail, tail.Cast(value, DataType.Float));
            return FromNetwork(tail, value, layout, samples);
        }
    }

    // Samples move while they are still small; they become floats where they lie.
    private static string ToNetwork(GraphBuilder head, string value, NetworkLayout layout, SampleType samples) => (layout, samples) switch
    {
        (NetworkLayout.PlanarFloat, _) => ToUnit(head, Planar(head, value), samples),
        (NetworkLayout.PlanarHalf, _) => head.Cast(ToUnit(head, Planar(head, value), samples), DataType.Float16),
        (_, SampleType.UInt8) => value,
        (_, SampleType.UInt16) => Narrow(head, value),
        _ => FromUnit(head, value, SampleType.UInt8),
    };

    private static string FromNetwork(GraphBuilder tail, string value, NetworkLayout layout, SampleType samples) => (layout, samples) switch
    {
        (NetworkLayout.PlanarFloat, _) => Interleaved(tail, FromUnit(tail, value, samples)),
        (NetworkLayout.PlanarHalf, _) => Interleaved(tail, FromUnit(tail, tail.Cast(value, DataType.Float), samples)),
        (_, SampleType.UInt8) => value,
        (_, SampleType.UInt16) => Widen(tail, value),
        _ => ToUnit(tail, value, SampleType.UInt8),
    };

    private static string Finite(GraphBuilder tail, string value)
    {
        var wrong = tail.Cast(tail.Node("Or", [tail.Node("IsNaN", [value]), tail.Node("IsInf", [value])]), DataType.Float);
        var worst = tail.Node("ReduceMax", [wrong], NodeAttributes.Ints("axes", 1, 2, 3), NodeAttributes.Int("keepdims", 0));
        return tail.Node("Less", [worst, tail.Float("half", 0.5f)]);
    }

    private static string Labels(GraphBuilder tail, string value) =>
        Interleaved(tail, tail.Cast(tail.Node("ArgMax", [value], NodeAttributes.Int("axis", 1)), DataType.Uint8));

    private static string ToUnit(GraphBuilder head, string value, SampleType samples) => samples == SampleType.Float32
        ? value
        : head.Node("Div", [head.Cast(value, DataType.Float), head.Float("peak", Peak(samples))]);

    private static string FromUnit(GraphBuilder tail, string value, SampleType samples)
    {
        var unit = tail.Node("Clip", [value, tail.Float("black", 0), tail.Float("white", 1)]);
        return samples == SampleType.Float32
            ? unit
            : tail.Cast(tail.Node("Round", [tail.Node("Mul", [unit, tail.Float("peak", Peak(samples))])]), ElementOf(samples));
    }

    private static string Planar(GraphBuilder head, string value) => head.Node("Transpose", [value], NodeAttributes.Ints("perm", 0, 3, 1, 2));

    private static string Interleaved(GraphBuilder tail, string value) => tail.Node("Transpose", [value], NodeAttributes.Ints("perm", 0, 2, 3, 1));

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

    private static ImageAxes Axes(ValueInfoProto value, NetworkLayout layout)
    {
        var axes = value.Type?.TensorType?.Shape?.Dim.Select(Axis.From).ToArray() is { Length: 4 } stated ? stated : new Axis[4];
        return layout == NetworkLayout.InterleavedBytes ? new(axes[0], axes[3], axes[1], axes[2]) : new(axes[0], axes[1], axes[2], axes[3]);
    }

    private static void Declare(RepeatedField<ValueInfoProto> values, string name, DataType type, ImageAxes axes, string n, string? h, string? w)
    {
        values.Clear();
        values.Add(GraphBuilder.Describe(name, type, [Free(axes.Batch, n), Free(axes.Height, h), Free(axes.Width, w), axes.Channels]));

        static Axis Free(Axis axis, string? name) => axis.Length is null ? new(null, name) : axis;
    }

    private readonly record struct ImageAxes(Axis Batch, Axis Channels, Axis Height, Axis Width);
}
