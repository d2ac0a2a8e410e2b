using FsCheck.Xunit;
using Google.Protobuf;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using SuperResFarm.Models.Passes;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public class PreluRewriteTests
{
    [Fact]
    public void Apply_SlopesOfEverySign_KeepsResults()
    {
        var plain = TwoConvolutions([-1.4f, 0, 0.25f, 1, 1.7f, -0.01f, 0.9999f, 30], extraReader: false);
        var rewritten = TwoConvolutions([-1.4f, 0, 0.25f, 1, 1.7f, -0.01f, 0.9999f, 30], extraReader: false);
        PreluRewrite.Apply(rewritten.Graph);
        Assert.DoesNotContain(rewritten.Graph.Node, node => node.OpType == "PRelu");
        AssertSame(plain, rewritten);
    }

    [Fact]
    public void Apply_ValueReadTwice_IsLeftAlone()
    {
        var graph = TwoConvolutions([0.5f, 2], extraReader: true);
        PreluRewrite.Apply(graph.Graph);
        Assert.Contains(graph.Graph.Node, node => node.OpType == "PRelu");
        AssertSame(TwoConvolutions([0.5f, 2], extraReader: true), graph);
    }

    [Fact]
    public void Apply_ValueReturned_IsLeftAlone() => AssertLeftAlone(graph => graph.Output(Prelu(graph).Output[0], DataType.Float, "n", 2, "h", "w"));

    [Fact]
    public void Apply_OneSlopeForAllChannels_IsLeftAlone() => AssertLeftAlone(graph => Prelu(graph).Input[1] = graph.Floats("slope", [1, 1, 1], [0.5f]));

    [Fact]
    public void Apply_SlopesThatAreNoConstant_IsLeftAlone() =>
        AssertLeftAlone(graph => Prelu(graph).Input[1] = graph.Input("slopes", DataType.Float, 2, 1, 1));

    [Fact]
    public void Apply_GroupedConvolutionNext_IsLeftAlone() =>
        AssertLeftAlone(graph => Last(graph, "Conv").Attribute.Single(attribute => attribute.Name == "group").I = 2);

    [Fact]
    public void Apply_NextWeightsThatAreNoConstant_IsLeftAlone() =>
        AssertLeftAlone(graph => Last(graph, "Conv").Input[1] = graph.Input("weights", DataType.Float, 3, 2, 3, 3));

    [Theory]
    [InlineData("PRelu")]
    [InlineData("Conv")]
    public void Apply_OperationOfAnotherDomain_IsLeftAlone(string operation) => AssertLeftAlone(graph => Last(graph, operation).Domain = "example");

    [Property(MaxTest = 20)]
    public void Apply_AnySlopes_KeepsResults(short[] drawn)
    {
        float[] slopes = [.. drawn.Take(16).Select(value => value / 8192f), 0.1f];
        var rewritten = TwoConvolutions(slopes, extraReader: false);
        PreluRewrite.Apply(rewritten.Graph);
        AssertSame(TwoConvolutions(slopes, extraReader: false), rewritten);
    }

    private static NodeProto Prelu(GraphBuilder graph) => Last(graph, "PRelu");

    private static NodeProto Last(GraphBuilder graph, string operation) => graph.Graph.Node.Last(node => node.OpType == operation);

    private static void AssertLeftAlone(Action<GraphBuilder> change)
    {
        var graph = TwoConvolutions([0.5f, 2], extraReader: false);
        change(graph);
        NodeProto[] before = [.. graph.Graph.Node.Select(node => node.Clone())];
        PreluRewrite.Apply(graph.Graph);
        Assert.Equal(before, graph.Graph.Node);
    }

    private static void AssertSame(GraphBuilder plain, GraphBuilder rewritten)
    {
        var image = SyntheticImage.Planar(3, 9, 11);
        float[] Run(GraphBuilder graph) => OnnxRun.Once<float, float>(graph.ToModel().ToByteArray(), image, 1, 3, 9, 11).Values;
        Assert.InRange(SyntheticImage.LargestDifference(Run(plain), Run(rewritten)), 0, 1e-5);
    }

    private static GraphBuilder TwoConvolutions(float[] slopes, bool extraReader)
    {
        var random = new Random(5);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5) / 4)];
        var (graph, features) = (new GraphBuilder("g"), slopes.Length);
        var x = graph.Input("input", DataType.Float, "n", 3, "h", "w");
        var first = graph.Floats("w", [features, 3, 3, 3], Weights(features * 27));
        var wide = graph.Conv(x, first, graph.Floats("b", [features], Weights(features)), kernel: 3, pad: 1);
        var active = graph.Node("PRelu", [wide, graph.Floats("slopes", [features, 1, 1], slopes)]);
        var second = graph.Floats("w", [3, features, 3, 3], Weights(features * 27));
        var narrow = graph.Conv(active, second, kernel: 3, pad: 1);
        if (extraReader)
            narrow = graph.Node("Add", [narrow, graph.Conv(active, second, kernel: 3, pad: 1)]);
        graph.NodeInto("output", "Identity", [narrow]);
        return graph.Output("output", DataType.Float, "n", 3, "h", "w");
    }
}
