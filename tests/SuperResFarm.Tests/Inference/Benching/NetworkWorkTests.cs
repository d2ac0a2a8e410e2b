using SuperResFarm.Inference.Benching;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Tests.Models;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Inference.Benching;

/// <summary>Arithmetic of networks against what a hand counts.</summary>
public class NetworkWorkTests
{
    private const int Channels = 3;

    [Fact]
    public void Flops_Convolution_AreTwoForEachTapAndChannel() =>
        Assert.Equal(2.0 * Channels * 8 * 3 * 3, Flops((graph, x) => Conv(graph, x, 8, Channels, 3)));

    [Fact]
    public void Flops_GroupsAndStride_CountWhatIsMade() =>
        // Three groups of one channel each, at a quarter of the pixels.
        Assert.Equal(2.0 * Channels * 3 * 3 / 4, Flops((graph, x) => graph.Conv(x, Weight(graph, Channels, 1, 3, 3), kernel: 3, pad: 1, groups: 3, stride: 2)));

    [Fact]
    public void Flops_TransposedConvolution_CountWhatIsSpread() =>
        Assert.Equal(2.0 * Channels * 5 * 4 * 4, Flops((graph, x) => graph.Node(
            "ConvTranspose", [x, Weight(graph, Channels, 5, 4, 4)], NodeAttributes.Ints("strides", 2, 2), NodeAttributes.Ints("pads", 1, 1, 1, 1))));

    [Fact]
    public void Flops_AfterEnlargement_CountItsPixels() =>
        Assert.Equal(2.0 * ((Channels * 12 * 9) + (4 * 3 * 2 * 9)), Flops((graph, x) => Conv(graph, graph.PixelShuffle(Conv(graph, x, 12, Channels, 3), 2), 2, 3, 3)));

    [Fact]
    public void Flops_ProductOfTwoValues_CountByTheirShapes() =>
        // Each row of w pixels with each: h * w * w * channels multiplications over h * w pixels, w = 56.
        Assert.Equal(2.0 * Channels * 56, Flops((graph, x) => graph.Node("MatMul", [x, graph.Node("Transpose", [x], NodeAttributes.Ints("perm", 0, 1, 3, 2))])));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Flops_Gemm_CountTheSharedAxis(int turned) =>
        Assert.Equal(2.0 * 7, Flops((graph, x) =>
        {
            var plane = graph.Node("Slice", [x, graph.Longs("from", 0), graph.Longs("to", 1), graph.Longs("axis", 1)]);
            var rows = graph.Node("Reshape", [plane, graph.Longs("shape", turned == 0 ? [-1, 7] : [7, -1])]);
            var product = graph.Node("Gemm", [rows, Weight(graph, 7, 7)], NodeAttributes.Int("transA", turned));
            return graph.Node("Reshape", [product, graph.Longs("shape", 1, 1, 56, 56)]);
        }));

    [Fact]
    public void Flops_NoProducts_AreNone() => Assert.Equal(0, Flops((graph, x) => graph.Node("Relu", [x])));

    [Fact]
    public void Flops_UncountableOperator_AreUnknown() =>
        Assert.Null(Flops((graph, x) => graph.Node("Einsum", [x, x], NodeAttributes.Text("equation", "nchw,nchw->nchw"))));

    [Fact]
    public void Flops_Bicubic_AreItsPhases() => Assert.Equal(2.0 * Channels * 16 * 5 * 5, NetworkWork.FlopsPerPixel(Resampling.Build("bicubic", 4)));

    [Fact]
    public void Flops_SwinIr_IncludeAttention()
    {
        var network = KnownArchitectures.Build(new SyntheticSwinIr().Make(), new("swin", new('0', 64), Fidelity.Classical));
        const int First = 3 * 8 * 9, Block = (3 * 8 * 8) + (8 * 8) + (2 * 8 * 12) + (2 * 16 * 8), After = 8 * 8 * 9, Last = 8 * 12 * 9;
        Assert.Equal(2.0 * (First + (3 * Block) + (3 * After) + Last), NetworkWork.FlopsPerPixel(network));
    }

    [DataFact]
    public void Flops_Compact_AreItsConvolutions() => Assert.Equal(
        // The last term repeats the image's pixels, which the network's answer is added to.
        2.0 * ((9 * ((3 * 64) + (16 * 64 * 64) + (64 * 48))) + (3 * 48)), NetworkWork.FlopsPerPixel(new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-animevideov3")));

    [DataFact]
    public void Flops_HalfPrecision_AreTheSame()
    {
        var network = new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-animevideov3");
        Assert.Equal(NetworkWork.FlopsPerPixel(network), NetworkWork.FlopsPerPixel(network.ToHalf().Half!));
    }

    [DataFact]
    public void Flops_RrdbOfFullSize_AreAsPublished() =>
        Assert.Equal(35.854, NetworkWork.FlopsPerPixel(PackedCheckpoint.Import("RealESRGAN_x4plus_layout"))!.Value / 1e6, 3);

    private static double? Flops(Func<GraphBuilder, string, string> body)
    {
        var graph = new GraphBuilder("g");
        graph.Output(body(graph, graph.Input("x", DataType.Float, "n", Channels, "h", "w")), DataType.Float, "n", "c", "y", "z");
        var card = new ModelCard
        {
            Name = "g",
            Architecture = "onnx",
            Scale = 1,
            Channels = Channels,
            ReceptiveFieldRadius = null,
            Sha256 = "",
            Fidelity = Fidelity.Classical,
        };
        return NetworkWork.FlopsPerPixel(new Network(card, graph.ToModel()));
    }

    private static string Conv(GraphBuilder graph, string x, int to, int from, int kernel) =>
        graph.Conv(x, Weight(graph, to, from, kernel, kernel), kernel: kernel, pad: kernel / 2);

    private static string Weight(GraphBuilder graph, params int[] shape) =>
        graph.Floats("weight", shape, new float[shape.Aggregate(1, (count, length) => count * length)]);
}
