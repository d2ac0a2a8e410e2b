using TorchSharp;

namespace SuperResFarm.Training.Learning;

/// <summary>Exponential moving average of weights: calmer than the weights themselves, and what is evaluated and exported.</summary>
internal sealed class Average : IDisposable
{
    private readonly IReadOnlyDictionary<string, torch.Tensor> _weights;
    private readonly double _decay;

    /// <param name="weights">What is averaged.</param>
    /// <param name="decay">Share that an older average keeps at each step: 0 (no average) to below 1.</param>
    public Average(IReadOnlyDictionary<string, torch.Tensor> weights, double decay)
    {
        (_weights, _decay) = (weights, decay);
        foreach (var (key, weight) in weights)
        {
            using var plain = weight.detach();
            Values.Add(key, plain.clone());
        }
    }

    /// <summary>The averages, by name.</summary>
    public OrderedDictionary<string, torch.Tensor> Values { get; } = [];

    /// <summary>Takes in the weights of one more step.</summary>
    /// <param name="step">Number of the step, from 1; early averages forget faster, because their start means nothing.</param>
    public void Add(int step)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var share = Math.Min(_decay, (1.0 + step) / (10 + step));
        using Scalar decay = share, rest = 1 - share;   // held until the library has read them
        foreach (var (key, average) in Values)
            average.mul_(decay).add_(_weights[key], rest);
    }

    public void Dispose()
    {
        foreach (var tensor in Values.Values)
            tensor.Dispose();
    }
}
