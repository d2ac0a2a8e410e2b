using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Tests.Models;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Inference.Importing;

public class HalfTrialTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData("weights/realesr-animevideov3.pth")]
    [InlineData("weights/realesr-general-x4v3.pth")]
    [InlineData("weights/4xLSDIRCompactC3.pth")]
    [InlineData("parity/rrdb_x4.pth")]
    [InlineData("parity/rrdb_x2.pth")]
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
        output.WriteLine($"{file}: {psnr:0.0} dB");
        Assert.InRange(psnr, HalfTrial.LeastPsnr, double.PositiveInfinity);
    }
}
