using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace SuperResFarm.Training.Networks;

/// <summary>
/// SRVGGNetCompact (Real-ESRGAN, 2021) to be trained: convolutions at the small resolution with PReLU between them, pixel shuffle, plus the input
/// enlarged by repetition. Its weights have the names of the original: <c>body.N.weight</c> and <c>body.N.bias</c>.
/// </summary>
internal sealed class CompactNetwork : IDisposable
{
    private readonly OrderedDictionary<string, Tensor> _weights = [];

    /// <param name="shape">Sizes.</param>
    /// <param name="device">Where the weights live.</param>
    public CompactNetwork(CompactShape shape, Device device)
    {
        Shape = shape;
        Conv(0, 3, shape.Features);
        for (var i = 1; i <= shape.Convs; i++)
            Conv(2 * i, shape.Features, shape.Features);
        Conv(2 * shape.Convs + 2, shape.Features, shape.Last);

        void Conv(int index, int from, int to)
        {
            _weights.Add($"body.{index}.weight", zeros(to, from, 3, 3, device: device, requires_grad: true));
            _weights.Add($"body.{index}.bias", zeros(to, device: device, requires_grad: true));
            if (index <= 2 * shape.Convs)
                _weights.Add($"body.{index + 1}.weight", zeros(to, device: device, requires_grad: true));
        }
    }

    /// <summary>Sizes.</summary>
    public CompactShape Shape { get; }

    /// <summary>All that is learnt, by its name in checkpoints.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <param name="low">NCHW, 0 to 1.</param>
    /// <param name="precision">Of the convolutions.</param>
    /// <returns>NCHW, longer and wider by the scale; about 0 to 1, not clamped.</returns>
    public Tensor Forward(Tensor low, Precision precision = Precision.Single)
    {
        var type = precision == Precision.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        var value = low.to(type);
        var last = 2 * Shape.Convs + 2;
        for (var i = 0; i < last; i += 2)
            value = prelu(Convolved(value, i), Weight($"body.{i + 1}.weight"));
        value = Convolved(value, last).to(ScalarType.Float32);
        return pixel_shuffle(value.Plus(low.repeat_interleave(Shape.Scale * Shape.Scale, 1)), Shape.Scale);

        Tensor Weight(string name) => _weights[name].to(type);
        Tensor Convolved(Tensor x, int i) => conv2d(x, Weight($"body.{i}.weight"), Weight($"body.{i}.bias"), padding: [1, 1]);
    }

    public void Dispose()
    {
        foreach (var weight in _weights.Values)
            weight.Dispose();
    }
}
