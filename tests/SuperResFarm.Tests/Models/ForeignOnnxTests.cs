using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public class ForeignOnnxTests
{
    private const int Mutations = 4000;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Read_FloatWithFreeSize_RunsInEverySampleType(int channels)
    {
        var network = Read(Doubling(DataType.Float, "n", channels, "h", "w"));
        var card = network.Card;
        Assert.Equal((2, channels, 0, false), (card.Scale, card.Channels, card.ReceptiveFieldRadius, card.EightBitOnly));
        Assert.Null(card.FixedSize);
        AssertDoubles(network, channels, 3, 5);
    }

    [Fact]
    public void Read_FloatWithFixedSize_CardStatesIt()
    {
        var network = Read(Doubling(DataType.Float, 1, 3, 6, 4));
        Assert.Equal((2, new ImageSize(4, 6)), (network.Card.Scale, network.Card.FixedSize));
        AssertDoubles(network, 3, 6, 4);
    }

    [Fact]
    public void Read_HalfPrecision_RunsInEverySampleType() => AssertDoubles(Read(Doubling(DataType.Float16, "n", 3, "h", "w")), 3, 4, 4);

    [Fact]
    public void Read_Bytes_PassThroughAndAreEightBitOnly()
    {
        var graph = new GraphBuilder("g");
        var image = graph.Input("image", DataType.Uint8, 1, "h", "w", 3);
        var planar = graph.Node("Transpose", [image], NodeAttributes.Ints("perm", 0, 3, 1, 2));
        var doubled = Repeat(graph, graph.Cast(planar, DataType.Float));
        var bytes = graph.Node("Transpose", [graph.Cast(doubled, DataType.Uint8)], NodeAttributes.Ints("perm", 0, 2, 3, 1));
        var network = Read(graph.Output(bytes, DataType.Uint8, 1, default, default, 3));
        Assert.Equal((2, 3, true), (network.Card.Scale, network.Card.Channels, network.Card.EightBitOnly));
        AssertDoubles(network, 3, 4, 5);
    }

    [Fact]
    public void Read_BytesAs16Bit_ReturnEveryMultipleOf257()
    {
        var graph = new GraphBuilder("g");
        var image = graph.Input("image", DataType.Uint8, 1, "h", "w", 3);
        graph.Output(graph.Node("Identity", [image]), DataType.Uint8, 1, "h", "w", 3);
        var samples = Enumerable.Range(0, 65536 * 3).Select(i => (ushort)(i / 3)).ToArray();
        var returned = OnnxRun.Once<ushort, ushort>(Read(graph).ToOnnx(SampleType.UInt16), samples, 1, 256, 256, 3).Values;
        Assert.Equal(samples.Select(value => (ushort)(Math.Round(value / 257.0) * 257)), returned);
    }

    [Fact]
    public void Read_WeightsListedAsInputs_AreNotImages()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        var factor = graph.Float("factor", 1);
        graph.Input(factor, DataType.Float);
        Assert.Equal(1, Read(graph.Output(graph.Node("Mul", [x, factor]), DataType.Float, "n", 3, "h", "w")).Card.Scale);
    }

    [Fact]
    public void Read_OperatorThatLooksGlobally_LeavesScaleAndRadiusOpen()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        var difference = graph.Node("Sub", [x, graph.Node("GlobalAveragePool", [x])]);
        var card = Read(graph.Output(difference, DataType.Float, "n", 3, default, default)).Card;
        Assert.Null(card.Scale);
        Assert.Null(card.ReceptiveFieldRadius);
    }

    [Fact]
    public void Read_TwoInputs_IsRefusedNamingBoth()
    {
        var graph = new GraphBuilder("g");
        var (left, right) = (graph.Input("left", DataType.Float, "n", 3, "h", "w"), graph.Input("right", DataType.Float, "n", 3, "h", "w"));
        graph.Output(graph.Node("Add", [left, right]), DataType.Float, "n", 3, "h", "w");
        CheckpointFileTests.AssertRefused("'left' (float nx3xhxw), 'right'", () => Read(graph));
    }

    [Fact]
    public void Read_TwoAxes_IsRefusedSayingSo() => CheckpointFileTests.AssertRefused(
        "'x' (float nx10)", () => Read(Passing(DataType.Float, "n", 10)));

    [Fact]
    public void Read_FloatInterleaved_IsRefusedSayingWhatIsNeeded() => CheckpointFileTests.AssertRefused(
        "float NCHW", () => Read(Passing(DataType.Float, 1, "h", "w", 3)));

    [Fact]
    public void Read_OldOperatorSet_IsRefused()
    {
        var model = Passing(DataType.Float, 1, 3, "h", "w").ToModel();
        model.OpsetImport[0].Version = 9;
        CheckpointFileTests.AssertRefused("operator set 9", () => ForeignOnnx.Read(model.ToByteArray(), new("test", "00")));
    }

    [Fact]
    public void Read_WeightsInAnotherFile_IsRefused()
    {
        var graph = Passing(DataType.Float, 1, 3, "h", "w");
        graph.Float("outside", 1);
        graph.Graph.Initializer[0].DataLocation = DataLocation.External;
        CheckpointFileTests.AssertRefused("from the folder where both are", () => Read(graph));
    }

    [Fact]
    public void Read_MutatedFile_SucceedsOrIsRefused()
    {
        var original = Doubling(DataType.Float, 1, 3, 6, 4).ToModel().ToByteArray();
        var random = new Random(4);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var edits = random.Next(1, 5); edits > 0; edits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                ForeignOnnx.Read(bytes, new("test", "00")).ToOnnx(SampleType.UInt8);
            }
            catch (FarmException)
            {
                // The only exception a damaged file may cause.
            }
        }
    }

    internal static Network Read(GraphBuilder graph) => ForeignOnnx.Read(graph.ToModel().ToByteArray(), new("test", "00"));

    private static GraphBuilder Passing(DataType type, params Axis[] axes)
    {
        var graph = new GraphBuilder("g");
        return graph.Output(graph.Node("Identity", [graph.Input("x", type, axes)]), type, axes);
    }

    private static GraphBuilder Doubling(DataType type, Axis batch, Axis channels, Axis height, Axis width)
    {
        var graph = new GraphBuilder("g");
        var doubled = Repeat(graph, graph.Input("x", type, batch, channels, height, width));
        return graph.Output(doubled, type, batch, channels, new Axis(2 * height.Length, null), new Axis(2 * width.Length, null));
    }

    private static string Repeat(GraphBuilder graph, string value) => graph.Node(
        "Resize", [value, "", graph.Floats("scales", [4], [1, 1, 2, 2])],
        NodeAttributes.Text("coordinate_transformation_mode", "asymmetric"), NodeAttributes.Text("nearest_mode", "floor"));

    // Output pixel (y, x) is input pixel (y / 2, x / 2), whatever the samples.
    private static void AssertDoubles(Network network, int channels, int height, int width)
    {
        var bytes = Enumerable.Range(0, height * width * channels).Select(i => (byte)(i * 37)).ToArray();
        var doubled = Enumerable.Range(0, 4 * bytes.Length).Select(i =>
        {
            var (c, x, y) = (i % channels, i / channels % (2 * width), i / channels / (2 * width));
            return bytes[((((y / 2) * width) + (x / 2)) * channels) + c];
        }).ToArray();
        Assert.Equal(doubled, OnnxRun.Once<byte, byte>(network.ToOnnx(SampleType.UInt8), bytes, 1, height, width, channels).Values);
        ushort[] words = [.. bytes.Select(value => (ushort)(value * 257))], wide = [.. doubled.Select(value => (ushort)(value * 257))];
        var actual = OnnxRun.Once<ushort, ushort>(network.ToOnnx(SampleType.UInt16), words, 1, height, width, channels).Values;
        // Half precision holds 11 bits.
        Assert.All(wide.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -20, 20));
        var floats = OnnxRun.Once<float, float>(network.ToOnnx(SampleType.Float32), new float[bytes.Length], 1, height, width, channels);
        Assert.Equal([1, 2 * height, 2 * width, channels], floats.Shape);
    }
}
