using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class EsrganTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData("rrdb_x4", 4, 1)]
    [InlineData("rrdb_x4_bsrgan", 4, 1)]
    [InlineData("rrdb_x2", 2, 2)]
    [InlineData("rrdb_x1", 1, 4)]
    [InlineData("esrgan_old_x1", 1, 1)]
    [InlineData("esrgan_old_x2", 2, 1)]
    [InlineData("esrgan_old_x4", 4, 1)]
    [InlineData("esrgan_old_x8", 8, 1)]
    [InlineData("esrgan_plus_x4", 4, 1)]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch(string name, int scale, int multiple)
    {
        var network = new ModelLibrary([TestData.PathOf("parity")]).Open(name);
        Assert.Equal(("ESRGAN", scale, multiple), (network.Card.Architecture, network.Card.Scale, network.Card.SizeMultiple));
        var (input, shape) = NpyFile.Read(TestData.PathOf($"parity/{name}.in.npy"));
        var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"parity/{name}.out.npy"));

        var (actual, actualShape) = OnnxRun.Once<float, float>(network.ToBareOnnx(), input, shape);

        Assert.Equal(expectedShape, actualShape);
        var difference = SyntheticImage.LargestDifference(expected, actual);
        output.WriteLine($"{name}: {difference:e2}");
        Assert.InRange(difference, 0, 1e-4);
    }

    [DataFact]
    public void Build_OfficialFullSizeLayout_AgreesWithPyTorch()
    {
        var network = PackedCheckpoint.Import("RealESRGAN_x4plus_layout");
        var (input, shape) = NpyFile.Read(TestData.PathOf("parity_large/RealESRGAN_x4plus_layout.in.npy"));
        var (expected, _) = NpyFile.Read(TestData.PathOf("parity_large/RealESRGAN_x4plus_layout.out.npy"));
        var difference = SyntheticImage.LargestDifference(expected, OnnxRun.Once<float, float>(network.ToBareOnnx(), input, shape).Values);
        output.WriteLine($"{difference:e2}");
        Assert.InRange(difference, 0, 1e-4);
    }

    // First, two blocks of 3 x 5, trunk, two after doublings (half and quarter pixels), two last ones at a quarter.
    [DataFact]
    public void Card_TwoBlocks_StatesTheRadiusOfItsConvolutions() =>
        Assert.Equal(2 + 30 + 2, new ModelLibrary([TestData.PathOf("parity")]).Open("rrdb_x4").Card.ReceptiveFieldRadius);

    [DataFact]
    public void Open_OtherArchitecture_IsStillRefusedNamingTheKnownOnes()
    {
        var fault = Assert.Throws<FarmException>(() => new ModelLibrary([]).Open(TestData.PathOf("bad_checkpoints/unknown_arch.pth")));
        Assert.Contains("Compact, ESRGAN", fault.Message, StringComparison.Ordinal);
    }
}
