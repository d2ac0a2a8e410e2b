using SuperResFarm.Training.Learning;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Learning;

[Collection("threads of torch")]
public class PixelLossTests
{
    // Differences of 0.25 and -0.75; the epsilon under Charbonnier's root is below what floats of this size hold.
    [TorchTheory]
    [InlineData("L1", 0.5)]
    [InlineData("L2", 0.3125)]
    [InlineData("Charbonnier", 0.5)]
    public void Of_KnownDifferences_IsTheirMean(string kind, double wanted)
    {
        using var loss = new PixelLoss(Enum.Parse<LossKind>(kind));
        using var a = torch.tensor([0.5f, 0.25f], [1, 1, 1, 2]);
        using var b = torch.tensor([0.25f, 1f], [1, 1, 1, 2]);
        Assert.Equal(wanted, loss.Of(a, b).item<float>(), 1e-5);
    }
}
