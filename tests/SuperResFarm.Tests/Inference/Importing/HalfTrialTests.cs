using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Tests.Models;
using Xunit.Abstractions;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Inference.Importing;

public class HalfTrialTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData("weights/realesr-animevideov3.pth")]
    [InlineData("weights/realesr-general-x4v3.pth")]
    [InlineData("weights/4xLSDIRCompactC3.pth")]
    [InlineData("parity/rrdb_x4.pth")]
    [InlineData("parity/rrdb_x2.pth")]
    [InlineData("parity/swinir_real_x4.pth")]
    public void Choose_RealNetwork_KeepsHalfTheBytesAndThePicture(string file)
    {
        var single = new ModelLibrary([]).Open(TestData.PathOf(file));
        var (kept, warning) = HalfTrial.Choose(single);
        Assert.Null(warning);
        Assert.Equal(Precision.Half, kept.Card.Precision);
        Assert.InRange(kept.ToOnnx(SampleType.UInt8).Length, 0, (0.55 * single.ToOnnx(SampleType.UInt8).Length) + 60_000);

        var image = SyntheticImage.Bytes(40, 56);
        var (expected, _) = OnnxRun.Once<byte, byte>(single.ToOnnx(SampleType.UInt8), image, 1, 40, 56, 3);
        var (actual, _) = OnnxRun.Once<byte, byte>(kept.ToOnnx(SampleType.UInt8), image, 1, 40, 56, 3);
        var psnr = -10 * Math.Log10(expected.Zip(actual, (a, b) => Math.Pow((a - b) / 255.0, 2)).Average());
        output.WriteLine($"{file}: {psnr:0.0} dB here, {HalfTrial.Compare(single, kept).Psnr:0.0} dB with 16-bit arithmetic");
        Assert.InRange(psnr, HalfTrial.LeastPsnr, double.PositiveInfinity);
    }

    [DataTheory]
    [InlineData("parity/parsenet_64.pth", "no image")]
    [InlineData("parity/retinaface_mnet025.pth", "no image")]
    public void Choose_NetworkWithoutPicture_IsKeptInSinglePrecision(string file, string reason)
    {
        var (kept, warning) = HalfTrial.Choose(new ModelLibrary([]).Open(TestData.PathOf(file)));
        Assert.Equal(Precision.Single, kept.Card.Precision);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
    }

    // A network that goes through numbers beyond 65504 and back.
    [Fact]
    public void Choose_RangeTooWide_IsKeptInSinglePrecisionSayingWhy()
    {
        var (kept, warning) = HalfTrial.Choose(Through(1e5f));
        Assert.Equal(Precision.Single, kept.Card.Precision);
        Assert.Contains("'through' is kept in 32-bit floats", warning, StringComparison.Ordinal);
        Assert.Contains("exceeds the range", warning, StringComparison.Ordinal);
        Assert.Contains("not finite", HalfTrial.Choose(Through(6e4f, 6e4f)).Warning, StringComparison.Ordinal);
    }

    // Differences of a thousandth around a number that 16 bits hold in steps of four.
    [Fact]
    public void Choose_ResultsThatDiffer_AreNotEnough() => Assert.Contains("dB only", HalfTrial.Choose(Shifted(5000)).Warning, StringComparison.Ordinal);

    private static Network Through(params float[] factors)
    {
        var graph = new GraphBuilder("g");
        var value = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        foreach (var factor in factors)
            value = graph.Node("Mul", [value, graph.Float("factor", factor)]);
        foreach (var factor in factors)
            value = graph.Node("Div", [value, graph.Float("factor", factor)]);
        graph.Output(value, DataType.Float, "n", 3, "h", "w");
        return new(new ModelSource("through", "00").Card("test", 1, 3, 0), graph.ToModel());
    }

    private static Network Shifted(float by)
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        var far = graph.Node("Add", [x, graph.Float("far", by)]);
        graph.Output(graph.Node("Sub", [far, graph.Float("back", by)]), DataType.Float, "n", 3, "h", "w");
        return new(new ModelSource("shifted", "00").Card("test", 1, 3, 0), graph.ToModel());
    }
}
