using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Learning;

/// <summary>A critic that learns to tell results from real pictures, while the network learns to deceive it (Goodfellow et al., 2014).</summary>
/// <param name="critic">Judges; disposed with this.</param>
internal sealed class AdversarialLoss(Critic critic) : IDisposable
{
    /// <summary>Judges.</summary>
    public Critic Critic => critic;

    /// <summary>Of the critic.</summary>
    public Adam Optimizer { get; } = new(critic.Weights);

    /// <returns>A scalar: small when the critic takes the result for a real picture. Its gradients reach the critic too, where <see cref="Learn"/> forgets them.</returns>
    /// <param name="result">NCHW, RGB, sides divisible by 8.</param>
    public torch.Tensor Of(torch.Tensor result) => critic.Forward(result).neg().Softened().mean();

    /// <summary>Takes a step of the critic.</summary>
    /// <param name="wanted">Real pictures, NCHW.</param>
    /// <param name="result">What the network made; nothing is learnt by that network here.</param>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    public void Learn(torch.Tensor wanted, torch.Tensor result, int step, double rate)
    {
        foreach (var weight in critic.Weights.Values)
            weight.grad?.zero_();
        critic.Look();
        var loss = critic.Forward(wanted).neg().Softened().mean().Plus(critic.Forward(result.detach()).Softened().mean());
        loss.backward();
        Optimizer.Step(step, rate);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        critic.Dispose();
    }
}
