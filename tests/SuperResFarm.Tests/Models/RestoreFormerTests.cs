using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class RestoreFormerTests(ITestOutputHelper output)
{
    private const string Name = "restoreformer_64";
    private const int Heads = 4;

    [DataFact]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch()
    {
        var difference = FaceReference.Difference(Whole(), Name);
        output.WriteLine($"{difference:e2}");
        Assert.InRange(difference, 0, FaceReference.Tolerance);
    }

    [DataFact]
    public void Card_AnySource_IsOfOneFaceOfAnySize()
    {
        var card = Whole().Card;
        Assert.Equal(("RestoreFormer", ModelTask.RestoreFace, Fidelity.Face), (card.Architecture, card.Task, card.Fidelity));
        Assert.Equal((1, 3, 4), (card.Scale, card.Channels, card.SizeMultiple));
        Assert.Null(card.FixedSize);
        Assert.Null(card.ReceptiveFieldRadius);
    }

    [DataFact]
    public void Run_OtherSize_ReturnsThatSize()
    {
        var image = SyntheticImage.Planar(3, 20, 36);
        var (values, shape) = OnnxRun.Once<float, float>(Whole().ToBareOnnx(), image, 1, 3, 20, 36);
        Assert.Equal([1L, 3, 20, 36], shape);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
    }

    [DataFact]
    public void Run_TwoFacesTogether_GivesWhatEachGivesAlone() =>
        Assert.InRange(FaceReference.DifferenceInBatch(Whole(), 64), 0, 1e-5);

    [DataFact]
    public void Run_SameFaceAgain_GivesTheSameBits() => FaceReference.AssertRepeatable(Whole, 64);

    [DataFact]
    public void ToOnnx_Bytes_AgreeWithFloatsRounded() => FaceReference.AssertBytesAgree(Whole(), 64);

    // 8 heads divide the 64 channels too, and nothing in the file says that 4 are meant.
    [DataFact]
    public void Build_HeadsNotTold_AreEight() =>
        Assert.Equal(FaceReference.Build(FaceReference.Read(Name), heads: 8).ToBareOnnx(), FaceReference.Build(FaceReference.Read(Name)).ToBareOnnx());

    [DataTheory]
    [InlineData(5)]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(128)]
    public void Build_HeadsThatDoNotDivide_AreRefused(int heads) =>
        CheckpointFileTests.AssertRefused($"{heads} ", () => FaceReference.Build(FaceReference.Read(Name), heads));

    [DataTheory]
    [InlineData("encoder.conv_in.bias")]
    [InlineData("encoder.down.1.downsample.conv.weight")]
    [InlineData("encoder.down.2.block.0.nin_shortcut.bias")]
    [InlineData("encoder.down.2.attn.0.norm1.weight")]
    [InlineData("encoder.mid.attn_1.proj_out.bias")]
    [InlineData("encoder.norm_out.weight")]
    [InlineData("decoder.mid.attn_1.norm2.bias")]
    [InlineData("decoder.up.2.upsample.conv.weight")]
    [InlineData("post_quant_conv.weight")]
    public void Build_KeyMissing_IsRefusedNamingIt(string key) => CheckpointFileTests.AssertRefused($"'{key}'", () => Build(whole => whole.Without(key)));

    [DataTheory]
    [InlineData("encoder.conv_in.weight", 32, 1, 3, 3)]
    [InlineData("encoder.mid.attn_1.q.weight", 64, 32, 1, 1)]
    [InlineData("decoder.up.0.block.1.norm2.weight", 16)]
    [InlineData("decoder.conv_out.bias", 4)]
    [InlineData("quantize.embedding.weight", 48, 15)]
    [InlineData("quantize.embedding.weight", 0)]
    [InlineData("quant_conv.weight", 16, 32)]
    public void Build_KeyMisshapen_IsRefusedNamingItsLayer(string key, params int[] shape) =>
        CheckpointFileTests.AssertRefused(key[..key.LastIndexOf('.')], () => Build(whole => whole.With(key, shape)));

    // The encoder keeps nothing of the other levels to look at.
    [DataFact]
    public void Build_AttentionWhereTheDecoderHasNothingToLookAt_IsRefused() =>
        CheckpointFileTests.AssertRefused("'decoder.up.1.attn.0.q.weight'", () => Build(whole => whole.With("decoder.up.1.attn.0.q.weight", 32, 32, 1, 1)));

    [DataFact]
    public void Build_AnyUsedKeyMissingOrMisshapen_IsRefused()
    {
        var whole = FaceReference.Read(Name);
        // The encoder's attention asks about its own features, so these are never used.
        string[] unused = ["encoder.down.2.attn.0.norm2", "encoder.mid.attn_1.norm2"];
        foreach (var key in whole.Keys.Where(key => !unused.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))))
            foreach (var damaged in (Checkpoint[])[whole.Without(key), whole.With(key, 7), whole.With(key, 0)])
                Assert.Equal(FailureCode.ModelInvalid, Assert.Throws<FarmException>(() => FaceReference.Build(damaged, Heads)).Code);
    }

    private static Network Whole() => FaceReference.Build(FaceReference.Read(Name), Heads);

    private static Network Build(Func<Checkpoint, Checkpoint> edit) => FaceReference.Build(edit(FaceReference.Read(Name)), Heads);
}
