using FsCheck.Xunit;
using Google.Protobuf;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public class ScaleRewriteTests
{
    private const int Features = 16;

    [Fact]
    public void Apply_ScaledResidual_BecomesAConvolutionAndKeepsResults()
    {
        var rewritten = Residual(0.2f);
        ScaleRewrite.Apply(rewritten.Graph);
        Assert.DoesNotContain(rewritten.Graph.Node, node => node.OpType == "Mul");
        AssertSame(Residual(0.2f), rewritten);
    }

    [Property(MaxTest = 20)]
    public void Apply_AnyNumberOnEitherSide_KeepsResults(short drawn, bool first)
    {
        var factor = drawn / 4096f;
        var rewritten = Residual(factor, factorFirst: first);
        ScaleRewrite.Apply(rewritten.Graph);
        Assert.DoesNotContain(rewritten.Graph.Node, node => node.OpType == "Mul");
        AssertSame(Residual(factor, factorFirst: first), rewritten);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Apply_NumberWithAxesOfLengthOne_IsRewritten(int axes) => AssertRewritten(true, graph => Sum(graph), axes);

    [Fact]
    public void Apply_NumberWithMoreAxesThanAnImage_IsLeftAlone() => AssertRewritten(false, graph => Sum(graph), axes: 5);

    [Fact]
    public void Apply_ProductOfAConvolution_IsLeftAlone() => AssertRewritten(false, graph => Convolved(graph, "input"));

    [Fact]
    public void Apply_ChannelsNotKnown_IsLeftAlone() => AssertRewritten(
        false, graph => graph.Node("Add", [Convolved(graph, "input"), graph.Node("GlobalAveragePool", [Convolved(graph, "input")])]));

    [Fact]
    public void Apply_ProductReadTwice_IsLeftAlone() =>
        AssertRewritten(false, graph => Sum(graph), use: (graph, product) => graph.Node("Add", [product, graph.Node("Relu", [product])]));

    [Fact]
    public void Apply_ProductNotAdded_IsLeftAlone() => AssertRewritten(false, graph => Sum(graph), use: Convolved);

    [Fact]
    public void Apply_ProductReturned_IsLeftAlone()
    {
        var graph = Residual(0.2f);
        var product = graph.Graph.Node.Single(node => node.OpType == "Mul").Output[0];
        graph.Output(product, DataType.Float, "n", Features, "h", "w");
        ScaleRewrite.Apply(graph.Graph);
        Assert.Contains(graph.Graph.Node, node => node.OpType == "Mul");
    }

    [Fact]
    public void Apply_FactorForEachChannel_IsLeftAlone()
    {
        var graph = Start();
        var sum = Sum(graph);
        var product = graph.Node("Mul", [sum, graph.Floats("factors", [Features, 1, 1], [.. Enumerable.Range(0, Features)])]);
        End(graph, graph.Node("Add", [product, sum]));
        ScaleRewrite.Apply(graph.Graph);
        Assert.Contains(graph.Graph.Node, node => node.OpType == "Mul");
    }

    [Fact]
    public void Apply_OperationOfAnotherDomain_IsLeftAlone()
    {
        var graph = Residual(0.2f);
        graph.Graph.Node.Single(node => node.OpType == "Mul").Domain = "example";
        ScaleRewrite.Apply(graph.Graph);
        Assert.Contains(graph.Graph.Node, node => node.OpType == "Mul");
    }

    private static void AssertRewritten(
        bool expected, Func<GraphBuilder, string> source, int axes = 0, Func<GraphBuilder, string, string>? use = null)
    {
        GraphBuilder Build()
        {
            var graph = Start();
            var value = source(graph);
            var product = graph.Node("Mul", [value, graph.Floats("factor", [.. Enumerable.Repeat(1, axes)], [0.2f])]);
            return End(graph, use is null ? graph.Node("Add", [product, value]) : use(graph, product));
        }

        var rewritten = Build();
        ScaleRewrite.Apply(rewritten.Graph);
        Assert.NotEqual(expected, rewritten.Graph.Node.Any(node => node.OpType == "Mul"));
        if (axes <= 4)
            AssertSame(Build(), rewritten);
    }

    private static void AssertSame(GraphBuilder plain, GraphBuilder rewritten)
    {
        var image = SyntheticImage.Planar(Features, 9, 11);
        float[] Run(GraphBuilder graph) => OnnxRun.Once<float, float>(graph.ToModel().ToByteArray(), image, 1, Features, 9, 11).Values;
        Assert.InRange(SyntheticImage.LargestDifference(Run(plain), Run(rewritten)), 0, 5e-6);
    }

    private static GraphBuilder Residual(float factor, bool factorFirst = false)
    {
        var graph = Start();
        var (sum, number) = (Sum(graph), graph.Float("factor", factor));
        return End(graph, graph.Node("Add", [graph.Node("Mul", factorFirst ? [number, sum] : [sum, number]), sum]));
    }

    private static GraphBuilder Start()
    {
        var graph = new GraphBuilder("g");
        graph.Input("input", DataType.Float, "n", Features, "h", "w");
        return graph;
    }

    private static string Sum(GraphBuilder graph) => graph.Node("Add", [Convolved(graph, "input"), Convolved(graph, "input")]);

    private static string Convolved(GraphBuilder graph, string value)
    {
        var random = new Random(graph.Graph.Node.Count);
        float[] weights = [.. Enumerable.Range(0, Features * Features * 9).Select(_ => (float)(random.NextDouble() - 0.5) / 8)];
        return graph.Conv(value, graph.Floats("w", [Features, Features, 3, 3], weights), kernel: 3, pad: 1);
    }

    private static GraphBuilder End(GraphBuilder graph, string value)
    {
        graph.NodeInto("output", "Relu", [value]);
        return graph.Output("output", DataType.Float, "n", Features, "h", "w");
    }
}
