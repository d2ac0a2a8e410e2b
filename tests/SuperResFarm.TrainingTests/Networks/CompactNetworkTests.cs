using SuperResFarm.Imaging.Quality;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Tests;
using SuperResFarm.Tests.Models;
using SuperResFarm.Training.Checkpoints;
using SuperResFarm.Training.Networks;
using SuperResFarm.Training.Running;
using SuperResFarm.Training.Synthesis;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Networks;

public class CompactNetworkTests
{
    // A picture enlarged by first weights is bicubic but for one small tap and the border, which black surrounds.
    [TorchFact]
    public void Forward_FirstWeights_EnlargesAlmostAsBicubic()
    {
        using var network = new CompactNetwork(new(24, 3, 4), torch.CPU);
        FirstWeights.Set(network, seed: 1);
        foreach (var (key, weight) in network.Weights.Where(entry => entry.Key == "body.8.weight"))
            Arrays.CopyInto(new Dictionary<string, torch.Tensor> { [key] = weight }, _ => WithoutNoise(weight));
        var low = Imresize.Shrink(Pictures.Leaves(0, 192), 4);
        var (made, bicubic) = (Upscaler.Enlarge(network, low, torch.CPU), Imresize.Enlarge(low, 4));
        Assert.InRange(Psnr.Of((Plane.LumaOf(made).Inside(8), Plane.LumaOf(bicubic).Inside(8))), 38, 200);
    }

    [Fact]
    public void Parameters_OfTheOfficialShape_AreItsCount() => Assert.Equal(621424, new CompactShape(64, 16, 4).Parameters);

    [TorchFact]
    public void Weights_AnyShape_AreAsManyAsItSays()
    {
        using var network = new CompactNetwork(new(12, 5, 3), torch.CPU);
        Assert.Equal(network.Shape.Parameters, network.Weights.Values.Sum(weight => weight.numel()));
    }

    [Theory]
    [InlineData("compact:32,10", 32, 10)]
    [InlineData("compact:4,1", 4, 1)]
    [InlineData("compact:3,10", 0, 0)]
    [InlineData("compact:32,65", 0, 0)]
    [InlineData("compact:32", 0, 0)]
    [InlineData("compact:-32,10", 0, 0)]
    [InlineData("rrdb:32,10", 0, 0)]
    public void Parse_Text_IsAShapeOrNothing(string text, int features, int convs) =>
        Assert.Equal(features == 0 ? null : new CompactShape(features, convs, 4), CompactShape.Parse(text, 4));

    // The reference arrays come from the original definition in PyTorch.
    [TorchDataFact]
    public void Forward_ReferenceWeights_GivesTheReferenceResult()
    {
        using var network = new CompactNetwork(ReferenceShape(out var weights), torch.CPU);
        Arrays.CopyInto(network.Weights, key => weights.Require(key, Arrays.ShapeOf(network.Weights[key])));
        var (input, shape) = NpyFile.Read(TestData.PathOf("parity/srvgg_x4.in.npy"));
        var (wanted, _) = NpyFile.Read(TestData.PathOf("parity/srvgg_x4.out.npy"));
        using var result = network.Forward(torch.tensor(input, shape));
        Assert.Equal(wanted, result.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [TorchFact]
    public void Forward_Bfloat16_DiffersFromSingleByItsRoundingAlone()
    {
        using var network = new CompactNetwork(new(12, 5, 2), torch.CPU);
        FirstWeights.Set(network, seed: 3);
        var random = new SynthRandom(4);
        using var input = torch.tensor([.. Enumerable.Range(0, 3 * 16 * 16).Select(_ => (float)random.Unit())], [1, 3, 16, 16]);
        using var single = network.Forward(input);
        using var rounded = network.Forward(input, Precision.Bfloat16);
        Assert.Equal(torch.float32, rounded.dtype);
        var largest = single.data<float>().ToArray().Zip(rounded.data<float>().ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(largest, 1e-6, 0.03);   // eight bits of a mantissa, some layers deep
    }

    private static CompactShape ReferenceShape(out Checkpoint weights)
    {
        weights = CheckpointFile.Read(TestData.PathOf("parity/srvgg_x4.pth"));
        var first = weights.Require("body.0.weight");
        return new(first.Shape[0], (weights.Keys.Count - 5) / 3, 4);
    }

    // The last layer's other channels only carry noise at first.
    private static Tensor WithoutNoise(torch.Tensor weight)
    {
        var values = weight.data<float>().ToArray();
        var features = (int)weight.shape[1];
        for (var i = 0; i < values.Length; i++)
            if (i / 9 % features >= 3)
                values[i] = 0;
        return new(Arrays.ShapeOf(weight), values);
    }
}
