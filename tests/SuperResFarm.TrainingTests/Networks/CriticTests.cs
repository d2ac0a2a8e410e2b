using SuperResFarm.Training.Learning;
using SuperResFarm.Training.Networks;
using SuperResFarm.Training.Synthesis;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Networks;

[Collection("threads of torch")]
public class CriticTests
{
    [TorchFact]
    public void Forward_Images_JudgesEachPixel()
    {
        using var critic = new Critic(4, seed: 1, torch.CPU);
        using var judged = critic.Forward(Images(1, 0.2f, 0.8f));
        Assert.Equal([2, 1, 16, 24], judged.shape);
    }

    // A layer that stretches nothing by more than 1: the largest singular value of each normalised matrix.
    [TorchFact]
    public void Look_SomeTimes_FindsTheLargestSingularValues()
    {
        using var critic = new Critic(4, seed: 1, torch.CPU);
        for (var i = 0; i < 100; i++)
            critic.Look();
        foreach (var (key, direction) in critic.Directions)
        {
            using var matrix = critic.Weights[key[..^2]].detach().flatten(1);
            var found = matrix.t().mv(direction).norm().item<float>();
            Assert.Equal(torch.linalg.svdvals(matrix)[0].item<float>(), found, 0.01f * found);
        }
    }

    [TorchFact]
    public void Learn_SomeSteps_TellsRealFromMade()
    {
        using var loss = new AdversarialLoss(new(4, seed: 1, torch.CPU));
        var (deceived, caught) = (0f, 0f);
        for (var step = 1; step <= 150; step++)
        {
            using var real = Images(step, 0, 1);           // noise
            using var made = Images(1000 + step, 0.4f, 0.6f);   // weaker noise
            deceived = step == 1 ? loss.Of(made).item<float>() : deceived;
            loss.Learn(real, made, step, 2e-3);
            caught = loss.Of(made).item<float>();
        }
        Assert.True(caught > deceived + 0.3, $"{deceived} before, {caught} after");
    }

    private static torch.Tensor Images(long seed, float low, float high)
    {
        var random = new SynthRandom(seed);
        return torch.tensor([.. Enumerable.Range(0, 2 * 3 * 16 * 24).Select(_ => (float)random.Between(low, high))], [2, 3, 16, 24]);
    }
}
