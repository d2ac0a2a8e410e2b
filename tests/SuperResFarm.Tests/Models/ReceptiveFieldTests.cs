using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public class ReceptiveFieldTests
{
    [Fact]
    public void Of_ConvolutionChain_AddsRadii() =>
        Assert.Equal(new(4, 1, 1), Walk((graph, x) => Conv(graph, Conv(graph, Conv(graph, x, 3), 3), 5)));

    [Fact]
    public void Of_ConvolutionAfterShuffle_CountsInInputPixels() =>
        Assert.Equal(new(2, 2, 1), Walk((graph, x) => Conv(graph, graph.PixelShuffle(Conv(graph, x, 3), 2), 3)));

    [Fact]
    public void Of_StepDownAndUp_CountsBlocks() =>
        // One block to each side, and the input pixel may be the far one of its own block.
        Assert.Equal(new(3, 1, 2), Walk((graph, x) => graph.PixelShuffle(
            Conv(graph, Node(graph, "SpaceToDepth", x, NodeAttributes.Int("blocksize", 2)), 3), 2)));

    [Fact]
    public void Of_DilatedConvolution_CountsGaps() =>
        Assert.Equal(4, Walk((graph, x) => Node(
            graph, "Conv", x, NodeAttributes.Ints("dilations", 4, 4), NodeAttributes.Ints("pads", 4, 4, 4, 4)))?.Radius);

    [Fact]
    public void Of_PadThenConvolution_IsCentred() =>
        Assert.Equal(2, Walk((graph, x) => graph.Conv(
            graph.Node("Pad", [x, graph.Longs("pads", 0, 0, 2, 2, 0, 0, 2, 2)], NodeAttributes.Text("mode", "edge")),
            Weight(graph, 5),
            kernel: 5))?.Radius);

    [Fact]
    public void Of_TransposedConvolution_EnlargesAndLooksAround() =>
        // Kernel 4, stride 2, padding 1: each output pixel mixes two input pixels along an axis.
        Assert.Equal(new(1, 2, 1), Walk((graph, x) => graph.Node(
            "ConvTranspose", [x, Weight(graph, 4)], NodeAttributes.Ints("strides", 2, 2), NodeAttributes.Ints("pads", 1, 1, 1, 1))));

    [Theory]
    [InlineData("nearest", 0)]
    [InlineData("linear", 1)]
    [InlineData("cubic", 2)]
    public void Of_Resize_DependsOnMode(string mode, int radius) =>
        Assert.Equal(new(radius, 3, 1), Walk((graph, x) => graph.Node(
            "Resize", [x, "", graph.Floats("scales", [4], [1, 1, 3, 3])], NodeAttributes.Text("mode", mode))));

    [Fact]
    public void Of_TwoPaths_TakesTheLonger() =>
        Assert.Equal(3, Walk((graph, x) => graph.Node(
            "Concat", [Conv(graph, x, 7), Conv(graph, x, 3), x], NodeAttributes.Int("axis", 1)))?.Radius);

    [Theory]
    [InlineData("GlobalAveragePool")]
    [InlineData("Softmax")]
    [InlineData("Whatever")]
    public void RadiusOf_GlobalOrUnknownOperator_IsUnbounded(string operation)
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 1, "h", "w");
        graph.Output(graph.Node("Mul", [x, graph.Node(operation, [x])]), DataType.Float, "n", 1, "h", "w");
        Assert.Null(ReceptiveField.RadiusOf(graph.Graph));
    }

    [Fact]
    public void Of_ConstantThatVariesInSpace_IsUnbounded() =>
        Assert.Null(Walk((graph, x) => graph.Node("Add", [x, graph.Floats("ramp", [1, 1, 2, 2], [0, 1, 2, 3])])));

    private static ReceptiveField? Walk(Func<GraphBuilder, string, string> body)
    {
        var graph = new GraphBuilder("g");
        graph.Output(body(graph, graph.Input("x", DataType.Float, "n", 1, "h", "w")), DataType.Float);
        return ReceptiveField.Of(graph.Graph);
    }

    private static string Conv(GraphBuilder graph, string x, int kernel) =>
        graph.Conv(x, Weight(graph, kernel), kernel: kernel, pad: kernel / 2);

    private static string Node(GraphBuilder graph, string operation, string x, params AttributeProto[] attributes) =>
        graph.Node(operation, operation == "Conv" ? [x, Weight(graph, 3)] : [x], attributes);

    private static string Weight(GraphBuilder graph, int kernel) =>
        graph.Floats("weight", [1, 1, kernel, kernel], new float[kernel * kernel]);
}
