using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace SuperResFarm.Training.Networks;

/// <summary>
/// Tells real pictures from results, pixel by pixel: the U-Net with spectral normalisation of Real-ESRGAN (Wang et al., 2021; Miyato et al., 2018), with its
/// names. It is learnt beside the network that it judges, and not exported.
/// </summary>
internal sealed class Critic : IDisposable
{
    private const int Inner = 9;          // convolutions before the last
    private const double Slope = 0.2;     // of the leaky ReLU

    private static readonly (int From, int To, int Kernel, int Stride)[] _shape =
    [
        (0, 1, 3, 1), (1, 2, 4, 2), (2, 4, 4, 2), (4, 8, 4, 2), (8, 4, 3, 1), (4, 2, 3, 1), (2, 1, 3, 1), (1, 1, 3, 1), (1, 1, 3, 1), (1, 0, 3, 1),
    ];

    private readonly Scalar _slope = Slope, _least = 1e-12;   // held: the library's own may be collected while they are read; the latter keeps lengths above 0
    private readonly OrderedDictionary<string, Tensor> _weights = [];
    private readonly Dictionary<string, Tensor> _directions = [];

    /// <param name="features">Channels of its first layer, 4 or more; eight times as many in the middle.</param>
    /// <param name="seed">Decides the first weights.</param>
    /// <param name="device">Where they live.</param>
    public Critic(int features, long seed, Device device)
    {
        var random = new Synthesis.SynthRandom(seed, -2);
        foreach (var (index, (from, to, kernel, _)) in _shape.Index())
        {
            var (source, target) = (from == 0 ? 3 : from * features, to == 0 ? 1 : to * features);
            _weights.Add(Name(index), Parameter(FirstWeights.Random(random, source, target, kernel * kernel, Slope), target, source, kernel, kernel));
            if (index is 0 or Inner)
                _weights.Add($"conv{index}.bias", Parameter(new float[target], target));
            else
                _directions.Add($"conv{index}.weight_u", tensor([.. Enumerable.Range(0, target).Select(_ => (float)random.Gauss())], [target], device: device));
        }

        Tensor Parameter(float[] values, params long[] shape) => tensor(values, shape, device: device, requires_grad: true);
    }

    /// <summary>All that is learnt, by its name in checkpoints.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>What the normalisation remembers: where each layer stretches most.</summary>
    public IReadOnlyDictionary<string, Tensor> Directions => _directions;

    /// <param name="images">NCHW, RGB, sides divisible by 8.</param>
    /// <returns>N1HW: above 0 where the picture seems real.</returns>
    public Tensor Forward(Tensor images)
    {
        var x0 = Layer(0, images);
        var x1 = Layer(1, x0);
        var x2 = Layer(2, x1);
        var x3 = Layer(3, x2);
        var y2 = Layer(4, Doubled(x3)).Plus(x2);
        var y1 = Layer(5, Doubled(y2)).Plus(x1);
        var y0 = Layer(6, Doubled(y1)).Plus(x0);
        return Convolved(9, Layer(8, Layer(7, y0)));
    }

    /// <summary>Looks again where each layer stretches most; once for each step is enough.</summary>
    public void Look()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var index = 1; index < Inner; index++)
        {
            var (matrix, direction) = (Matrix(index), _directions[$"conv{index}.weight_u"]);
            direction.copy_(Unit(Along(matrix, Unit(Across(matrix, direction)))));
        }
    }

    public void Dispose()
    {
        foreach (var held in (IEnumerable<IDisposable>)[.. _weights.Values, .. _directions.Values, _slope, _least])
            held.Dispose();
    }

    // Products by element and then a sum: those of BLAS may differ in their last bits with where the numbers lie, and a run must resume to the bit.
    private static Tensor Along(Tensor matrix, Tensor row) => matrix.mul(row).sum(dim: 1);

    private static Tensor Across(Tensor matrix, Tensor column) => matrix.mul(column.unsqueeze(1)).sum(dim: 0);

    private static string Name(int index) => $"conv{index}.weight";

    private Tensor Unit(Tensor vector) => vector / vector.mul(vector).sum().sqrt().add(_least);

    private static Tensor Doubled(Tensor value) => interpolate(value, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);

    private Tensor Matrix(int index) => _weights[Name(index)].flatten(1);

    private Tensor Layer(int index, Tensor value) => Convolved(index, value).leaky_relu(_slope);

    private Tensor Convolved(int index, Tensor value)
    {
        var bias = _weights.GetValueOrDefault($"conv{index}.bias");
        return conv2d(value, bias is null ? Normalised(index) : _weights[Name(index)], bias, strides: [_shape[index].Stride, _shape[index].Stride], padding: [1, 1]);
    }

    // Divided by its largest singular value, so that no layer stretches anything.
    private Tensor Normalised(int index)
    {
        var (matrix, direction) = (Matrix(index), _directions[$"conv{index}.weight_u"]);
        Tensor across;
        using (no_grad())
            across = Unit(Across(matrix, direction));
        return _weights[Name(index)] / direction.mul(Along(matrix, across)).sum();
    }
}
