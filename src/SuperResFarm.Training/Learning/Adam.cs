using TorchSharp;

namespace SuperResFarm.Training.Learning;

/// <summary>Adam (Kingma and Ba, 2015) whose whole state is in the open, so that a run resumes to the bit.</summary>
internal sealed class Adam : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.99;

    private readonly IReadOnlyDictionary<string, torch.Tensor> _weights;

    // A number that is converted on the fly may be collected while the library still reads it: all are held, here or by 'using'.
    private readonly Scalar _beta1 = Beta1, _beta2 = Beta2, _rest1 = 1 - Beta1, _rest2 = 1 - Beta2, _epsilon = 1e-8;

    /// <param name="weights">What is learnt, with gradients.</param>
    public Adam(IReadOnlyDictionary<string, torch.Tensor> weights)
    {
        _weights = weights;
        foreach (var (key, weight) in weights)
        {
            Means.Add(key, torch.zeros_like(weight, requires_grad: false));
            Squares.Add(key, torch.zeros_like(weight, requires_grad: false));
        }
    }

    /// <summary>Running means of the gradients, by name.</summary>
    public Dictionary<string, torch.Tensor> Means { get; } = [];

    /// <summary>Running means of the squared gradients, by name.</summary>
    public Dictionary<string, torch.Tensor> Squares { get; } = [];

    /// <summary>Moves the weights against their gradients, and clears these.</summary>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    public void Step(int step, double rate)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using Scalar move = -rate / (1 - Math.Pow(Beta1, step)), widen = 1 / Math.Sqrt(1 - Math.Pow(Beta2, step));
        foreach (var (key, weight) in _weights)
        {
            if (weight.grad is not { } gradient)
                continue;
            var (mean, square) = (Means[key], Squares[key]);
            mean.mul_(_beta1).add_(gradient, _rest1);
            square.mul_(_beta2).addcmul_(gradient, gradient, _rest2);
            var spread = square.sqrt().mul_(widen).add_(_epsilon);
            weight.addcdiv_(mean, spread, move);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var held in (IEnumerable<IDisposable>)[.. Means.Values, .. Squares.Values, _beta1, _beta2, _rest1, _rest2, _epsilon])
            held.Dispose();
    }
}
