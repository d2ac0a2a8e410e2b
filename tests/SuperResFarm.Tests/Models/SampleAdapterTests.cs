using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public class SampleAdapterTests
{
    [Fact]
    public void Wrap_IdentityGraph_ReturnsEveryByte()
    {
        var samples = Enumerable.Range(0, 256 * 3).Select(i => (byte)(i / 3)).ToArray();
        var (returned, shape) = OnnxRun.Once<byte, byte>(Identity("x", "y").ToOnnx(SampleType.UInt8), samples, 1, 16, 16, 3);
        Assert.Equal([1, 16, 16, 3], shape);
        Assert.Equal(samples, returned);
    }

    [Fact]
    public void Wrap_IdentityGraph_ReturnsEvery16BitSample()
    {
        var samples = Enumerable.Range(0, 65536 * 3).Select(i => (ushort)(i / 3)).ToArray();
        var (returned, shape) = OnnxRun.Once<ushort, ushort>(Identity("x", "y").ToOnnx(SampleType.UInt16), samples, 1, 256, 256, 3);
        Assert.Equal([1, 256, 256, 3], shape);
        Assert.Equal(samples, returned);
    }

    [Fact]
    public void Wrap_BatchOfDifferentPixels_KeepsThemApart()
    {
        var samples = Enumerable.Range(0, 2 * 5 * 7 * 3).Select(i => (byte)i).ToArray();
        Assert.Equal(samples, OnnxRun.Once<byte, byte>(Identity("x", "y").ToOnnx(SampleType.UInt8), samples, 2, 5, 7, 3).Values);
    }

    [Fact]
    public void Wrap_Input_HasNamedFreeAxes()
    {
        using var run = new OnnxRun(Identity("x", "y").ToOnnx(SampleType.UInt8));
        var session = run.Session;
        Assert.Equal(["n", "h", "w", ""], session.InputMetadata["input"].SymbolicDimensions);
        Assert.Equal([-1, -1, -1, 3], session.InputMetadata["input"].Dimensions);
        Assert.Equal(typeof(byte), session.OutputMetadata["output"].ElementType);
    }

    [Theory]
    [InlineData("input", "output")]
    [InlineData("output", "input")]
    [InlineData("head_Cast_1", "tail_network_1")]
    public void Wrap_NamesThatCollide_StillRuns(string input, string output)
    {
        var samples = new byte[] { 1, 2, 3, 250, 251, 252 };
        Assert.Equal(samples, OnnxRun.Once<byte, byte>(Identity(input, output).ToOnnx(SampleType.UInt8), samples, 1, 1, 2, 3).Values);
    }

    [Fact]
    public void Wrap_GraphFramedBefore_StillRuns()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        graph.Output(graph.Node("Identity", [x]), DataType.Float, "n", 3, "h", "w");
        var card = new ModelSource("test", "00").Card("test", scale: 1, channels: 3, radius: 0);
        var samples = new byte[] { 1, 2, 3, 250, 251, 252 };
        var framed = new Network(card, ImageForm.Signed(graph.ToModel())).ToOnnx(SampleType.UInt8);
        Assert.Equal(samples, OnnxRun.Once<byte, byte>(framed, samples, 1, 1, 2, 3).Values);
    }

    [Fact]
    public void Wrap_ValuesBeyondRange_AreClampedAndRoundedToNearest()
    {
        // x * 2 - 0.5 leaves the range on both sides.
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        var doubled = graph.Node("Mul", [x, graph.Float("two", 2)]);
        graph.Output(graph.Node("Sub", [doubled, graph.Float("half", 0.5f)]), DataType.Float, "n", 3, "h", "w");
        var samples = Enumerable.Range(0, 255).Select(i => (byte)i).ToArray();
        var expected = samples.Select(value => (byte)Math.Clamp(Math.Round((2 * value) - 127.5), 0, 255)).ToArray();
        var actual = OnnxRun.Once<byte, byte>(Network(graph).ToOnnx(SampleType.UInt8), samples, 1, 5, 17, 3).Values;
        // Exact ties may fall to either side of a float's last bit.
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
        Assert.Equal((0, 255), (actual[0], actual[254]));
    }

    internal static Network Identity(string input, string output)
    {
        var graph = new GraphBuilder("g");
        graph.Input(input, DataType.Float, "n", 3, "h", "w");
        graph.NodeInto(output, "Identity", [input]);
        graph.Output(output, DataType.Float, "n", 3, "h", "w");
        return Network(graph);
    }

    private static Network Network(GraphBuilder graph) => ForeignOnnxTests.Read(graph);
}
