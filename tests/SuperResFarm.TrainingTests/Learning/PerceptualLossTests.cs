using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Checkpoints;
using SuperResFarm.Training.Learning;
using SuperResFarm.Training.Synthesis;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Learning;

[Collection("threads of torch")]
public sealed class PerceptualLossTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [TorchFact]
    public void Of_EqualImages_IsZeroAndOthersAreNot()
    {
        using var loss = new PerceptualLoss(new(RandomTrunk(_temp["vgg.pth"]), torch.CPU));
        using var a = Noise(1, [2, 3, 32, 32]);
        using var b = Noise(2, [2, 3, 32, 32]);
        Assert.Equal(0, loss.Of(a, a).item<float>());
        Assert.True(loss.Of(a, b).item<float>() > 0.01);
    }

    [TorchFact]
    public void Of_Result_HasGradientsThatReachIt()
    {
        using var loss = new PerceptualLoss(new(RandomTrunk(_temp["vgg.pth"]), torch.CPU));
        using var wanted = Noise(1, [1, 3, 16, 16]);
        using var result = Noise(2, [1, 3, 16, 16]);
        result.requires_grad = true;
        var before = loss.Of(result, wanted);
        before.backward();
        using (torch.no_grad())
            result.add_(result.grad!.sign(), -0.01f);
        Assert.True(loss.Of(result, wanted).item<float>() < before.item<float>());
    }

    [TorchFact]
    public void Of_SomeImage_SeesEveryLevelAtHalfTheSizeOfTheOneBefore()
    {
        using var features = new ImageFeatures(RandomTrunk(_temp["vgg.pth"]), torch.CPU);
        using var image = Noise(3, [1, 3, 32, 48]);
        Assert.Equal([(64, 32, 48), (128, 16, 24), (256, 8, 12), (512, 4, 6), (512, 2, 3)], features.Of(image).Select(seen => ((int)seen.shape[1], (int)seen.shape[2], (int)seen.shape[3])));
    }

    /// <summary>Weights in the layout of torchvision's VGG-16, made up.</summary>
    public static Checkpoint RandomTrunk(string path)
    {
        var random = new SynthRandom(5);
        (int Layer, int From, int To)[] layers =
        [
            (0, 3, 64), (2, 64, 64), (5, 64, 128), (7, 128, 128), (10, 128, 256), (12, 256, 256), (14, 256, 256),
            (17, 256, 512), (19, 512, 512), (21, 512, 512), (24, 512, 512), (26, 512, 512), (28, 512, 512),
        ];
        PthFile.Write(path, null,
        [
            .. layers.SelectMany(layer => new NamedArray[]
            {
                new($"features.{layer.Layer}.weight", [layer.To, layer.From, 3, 3], Training.Networks.FirstWeights.Random(random, layer.From, layer.To, 9, 0)),
                new($"features.{layer.Layer}.bias", [layer.To], new float[layer.To]),
            }),
        ]);
        return CheckpointFile.Read(path);
    }

    private static torch.Tensor Noise(long seed, long[] shape)
    {
        var random = new SynthRandom(seed);
        return torch.tensor([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)random.Unit())], shape);
    }
}
