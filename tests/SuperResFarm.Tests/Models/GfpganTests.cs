using System.IO.Compression;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class GfpganTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData("gfpgan_64")]
    [InlineData("gfpgan_128")]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch(string name)
    {
        var difference = FaceReference.Difference(FaceReference.Build(FaceReference.Read(name)), name);
        output.WriteLine($"{name}: {difference:e2}");
        Assert.InRange(difference, 0, FaceReference.Tolerance);
    }

    [DataFact]
    public void Build_OfficialFullSizeLayout_AgreesWithPyTorch()
    {
        const string Name = "parity_large/GFPGANv1.4_layout";
        const int Step = 4, Size = 512;
        var unpacked = Path.GetTempFileName();
        try
        {
            using (var packed = new GZipStream(File.OpenRead(TestData.PathOf($"{Name}.pth.gz")), CompressionMode.Decompress))
            using (var file = File.Create(unpacked))
                packed.CopyTo(file);
            var network = new ModelLibrary([]).Open(unpacked);
            var (input, shape) = NpyFile.Read(TestData.PathOf($"{Name}.in.npy"));
            var (expected, sampled) = NpyFile.Read(TestData.PathOf($"{Name}.out.every_4.npy"));
            var actual = OnnxRun.Once<float, float>(network.ToBareOnnx(), input, shape).Values;
            Assert.Equal([1L, 3, Size / Step, Size / Step], sampled);
            var kept = actual.Where((_, i) => i % Size % Step == 0 && i / Size % Size % Step == 0).ToArray();
            var difference = SyntheticImage.LargestDifference(expected, kept);
            output.WriteLine($"{difference:e2}");
            Assert.InRange(difference, 0, FaceReference.Tolerance);
        }
        finally
        {
            File.Delete(unpacked);
        }
    }

    [DataTheory]
    [InlineData("gfpgan_64", 64)]
    [InlineData("gfpgan_128", 128)]
    public void Card_AnySource_IsOfOneFaceOfFixedSize(string name, int size)
    {
        var card = FaceReference.Build(FaceReference.Read(name)).Card;
        Assert.Equal(("GFPGAN", ModelTask.RestoreFace, Fidelity.Face), (card.Architecture, card.Task, card.Fidelity));
        Assert.Equal((1, 3, new ImageSize(size, size)), (card.Scale, card.Channels, card.FixedSize));
        Assert.Null(card.ReceptiveFieldRadius);
    }

    [DataFact]
    public void Run_TwoFacesTogether_GivesWhatEachGivesAlone() =>
        Assert.InRange(FaceReference.DifferenceInBatch(Small(), 64), 0, 1e-5);

    [DataFact]
    public void Run_SameFaceAgain_GivesTheSameBits() => FaceReference.AssertRepeatable(Small, 64);

    [DataFact]
    public void ToOnnx_Bytes_AgreeWithFloatsRounded() => FaceReference.AssertBytesAgree(Small(), 64);

    // Scale 1 and shift 0 for the lower half say what leaving it alone says.
    [DataFact]
    public void Build_AllChannelsGuided_EqualsHalfOfThemGuided()
    {
        const string Name = "gfpgan_64";
        var whole = FaceReference.Read(Name);
        for (var level = 0; level < 4; level++)
        {
            whole = Widened(whole, $"condition_scale.{level}.2", 1);
            whole = Widened(whole, $"condition_shift.{level}.2", 0);
        }
        Assert.InRange(FaceReference.Difference(FaceReference.Build(whole), Name), 0, FaceReference.Tolerance);

        static Checkpoint Widened(Checkpoint checkpoint, string key, float constant)
        {
            Tensor weight = checkpoint.Require(key + ".weight"), bias = checkpoint.Require(key + ".bias");
            int[] shape = [2 * weight.Shape[0], .. weight.Shape[1..]];
            return checkpoint
                .With(key + ".weight", shape, [.. new float[weight.Values.Length], .. weight.Values])
                .With(key + ".bias", [2 * bias.Values.Length], [.. Enumerable.Repeat(constant, bias.Values.Length), .. bias.Values]);
        }
    }

    [DataTheory]
    [InlineData("conv_body_first.bias")]
    [InlineData("conv_body_down.1.skip.weight")]
    [InlineData("conv_body_up.3.conv2.weight")]
    [InlineData("final_linear.weight")]
    [InlineData("stylegan_decoder.constant_input.weight")]
    [InlineData("stylegan_decoder.style_convs.7.weight")]
    [InlineData("stylegan_decoder.style_convs.2.modulated_conv.modulation.bias")]
    [InlineData("stylegan_decoder.to_rgbs.3.modulated_conv.weight")]
    [InlineData("stylegan_decoder.noises.noise8")]
    [InlineData("condition_shift.2.0.weight")]
    public void Build_KeyMissing_IsRefusedNamingIt(string key) =>
        CheckpointFileTests.AssertRefused($"'{key}'", () => FaceReference.Build(FaceReference.Read("gfpgan_64").Without(key)));

    [DataTheory]
    [InlineData("conv_body_first.weight", 8, 1, 1, 1)]
    [InlineData("final_linear.weight", 480, 255)]
    [InlineData("stylegan_decoder.constant_input.weight", 1, 32, 8, 8)]
    [InlineData("stylegan_decoder.style_convs.6.modulated_conv.weight", 1, 16, 16, 3, 3)]
    [InlineData("stylegan_decoder.noises.noise0", 1, 1, 8, 8)]
    [InlineData("stylegan_decoder.to_rgb1.bias", 3)]
    [InlineData("condition_scale.1.2.bias", 12)]
    [InlineData("conv_body_up.2.conv1.bias", 0)]
    public void Build_KeyMisshapen_IsRefusedNamingItsLayer(string key, params int[] shape) =>
        CheckpointFileTests.AssertRefused(
            key[..key.LastIndexOf('.')], () => FaceReference.Build(FaceReference.Read("gfpgan_64").With(key, shape)));

    [DataTheory]
    [InlineData("toRGB.4.weight", "'toRGB.4.weight'")]                    // a level too many
    [InlineData("something.else", "'something.else'")]
    [InlineData("conv_body_first.0.weight", "clean")]                     // the first form
    public void Build_KeyTooMany_IsRefusedSayingWhat(string key, string named) =>
        CheckpointFileTests.AssertRefused(named, () => FaceReference.Build(FaceReference.Read("gfpgan_64").With(key, 1)));

    [DataFact]
    public void Build_OneLatentForAllLayers_IsRefused() => CheckpointFileTests.AssertRefused(
        "latents", () => FaceReference.Build(FaceReference.Read("gfpgan_64").With("final_linear.bias", 48).With("final_linear.weight", 48, 256)));

    [DataFact]
    public void Build_AnyUsedKeyMissingOrMisshapen_IsRefused()
    {
        var whole = FaceReference.Read("gfpgan_64");
        foreach (var key in whole.Keys.Where(key => !key.StartsWith("toRGB.", StringComparison.Ordinal) && !key.Contains("style_mlp", StringComparison.Ordinal)))
            foreach (var damaged in (Checkpoint[])[whole.Without(key), whole.With(key, 7), whole.With(key, 0)])
                Assert.Equal(FailureCode.ModelInvalid, Assert.Throws<FarmException>(() => FaceReference.Build(damaged)).Code);
    }

    private static Network Small() => FaceReference.Build(FaceReference.Read("gfpgan_64"));
}
