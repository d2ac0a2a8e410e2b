using SuperResFarm.Training.Learning;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Learning;

public class AdamTests
{
    // The formula as its authors print it, one number after the other, is the oracle.
    [TorchFact]
    public void Step_ManySteps_MovesWeightsAsTheFormulaDoes()
    {
        float[] start = [1, -2, 3, 0.5f];
        double[] steepness = [1, 0.1, 10, 2];
        using var weight = torch.tensor(start, requires_grad: true);
        using var factors = torch.tensor([.. steepness.Select(value => (float)value)], [4]);
        using var adam = new Adam(new Dictionary<string, torch.Tensor> { ["w"] = weight });
        var (wanted, means, squares) = (start.Select(value => (double)value).ToArray(), new double[4], new double[4]);
        for (var step = 1; step <= 20; step++)
        {
            using (torch.NewDisposeScope())
                weight.mul(weight).mul(factors).sum().backward();
            adam.Step(step, 0.01);
            for (var i = 0; i < 4; i++)
            {
                var gradient = 2 * steepness[i] * wanted[i];
                means[i] = 0.9 * means[i] + 0.1 * gradient;
                squares[i] = 0.99 * squares[i] + 0.01 * gradient * gradient;
                wanted[i] -= 0.01 * (means[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(squares[i] / (1 - Math.Pow(0.99, step))) + 1e-8);
            }
        }
        Assert.Equal(wanted, weight.data<float>().ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);
    }
}
