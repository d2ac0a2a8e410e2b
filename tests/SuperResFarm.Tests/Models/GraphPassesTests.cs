using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Passes;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

/// <summary>Each pass alone and all together against the graph without passes.</summary>
public class GraphPassesTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-6;

    public static TheoryData<string> Architectures => [.. KnownArchitectures.InOrder.Select(known => known.Name)];

    [DataTheory]
    [InlineData("realesr-animevideov3", GraphPasses.PreluRewrite)]
    [InlineData("realesr-general-x4v3", GraphPasses.PreluRewrite)]
    [InlineData("realesr-general-wdn-x4v3", GraphPasses.PreluRewrite)]
    [InlineData("4xLSDIRCompactC3", GraphPasses.PreluRewrite)]
    public void Apply_RealWeights_KeepsResults(string name, GraphPasses changing) =>
        AssertKept(new ModelLibrary([TestData.PathOf("weights")]).Open(name), changing, 1, 3, 96, 80);

    [DataTheory]
    [MemberData(nameof(Architectures))]
    public void Apply_EveryReferenceOfAnArchitecture_KeepsResults(string architecture)
    {
        foreach (var entry in ParityIndex.Of(architecture))
            AssertKept(entry.Open(), null, entry.InputShape);
    }

    [DataFact]
    public void Apply_ResidualInResidual_IsChangedByTheScaleRewriteAlone() =>
        AssertKept(new ModelLibrary([TestData.PathOf("parity")]).Open("rrdb_x4"), GraphPasses.ScaleRewrite, 1, 3, 37, 53);

    [DataFact]
    public void Apply_FullSizeResidualInResidual_KeepsResults() =>
        AssertKept(PackedCheckpoint.Import("RealESRGAN_x4plus_layout"), GraphPasses.ScaleRewrite, 1, 3, 22, 30);

    [Fact]
    public void Of_DevicesWithoutMeasurement_IsNone()
    {
        Assert.Equal(GraphPasses.All, TargetPasses.Of(ExecutionTarget.Cpu));
        Assert.All([ExecutionTarget.Cuda, ExecutionTarget.TensorRt], target => Assert.Equal(GraphPasses.None, TargetPasses.Of(target)));
    }

    private void AssertKept(Network network, GraphPasses? changing, params long[] shape)
    {
        var image = SyntheticImage.Planar((int)(shape[0] * shape[1]), (int)shape[2], (int)shape[3]);
        var plain = network.ToBareOnnx(GraphPasses.None);
        var expected = Outputs(plain, image, shape);
        foreach (var passes in Enum.GetValues<GraphPasses>())
        {
            var rewritten = network.ToBareOnnx(passes);
            if (changing is { } pass)
                Assert.Equal(passes.HasFlag(pass), !rewritten.SequenceEqual(plain));
            if (rewritten.SequenceEqual(plain))
                continue;
            var difference = expected.Zip(Outputs(rewritten, image, shape), SyntheticImage.LargestDifference).Max();
            output.WriteLine($"{network.Card.Name} {passes}: {difference:e2}");
            Assert.InRange(difference, 0, Tolerance);
        }
    }

    private static List<float[]> Outputs(byte[] model, float[] image, long[] shape)
    {
        using var run = new OnnxRun(model);
        return [.. run.Session.OutputNames.Select(name => run.RunFor<float, float>(name, image, shape).Values)];
    }
}
