using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Training.Checkpoints;
using SuperResFarm.Training.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace SuperResFarm.Training.Learning;

/// <summary>What the layers of VGG-16 (Simonyan and Zisserman, 2015), as torchvision defines it, see in images. Nothing of it is learnt here.</summary>
internal sealed class ImageFeatures : IDisposable
{
    // Numbers of torchvision's layers; between the levels sizes are halved, and what the last one of each level gives is seen, before its ReLU.
    private static readonly (int[] Layers, int Channels)[] _levels = [([0, 2], 64), ([5, 7], 128), ([10, 12, 14], 256), ([17, 19, 21], 512), ([24, 26, 28], 512)];

    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly Tensor _mean, _deviation;   // of ImageNet

    /// <summary>Levels that are seen.</summary>
    public static int Levels => _levels.Length;

    /// <param name="trunk">Its weights, <c>features.N.weight</c> and <c>features.N.bias</c>; the classifier behind them is passed over.</param>
    /// <param name="device">Where they go.</param>
    /// <exception cref="Contracts.Failures.FarmException">A weight is missing or misshapen.</exception>
    public ImageFeatures(Checkpoint trunk, Device device)
    {
        (_mean, _deviation) = (tensor([0.485f, 0.456f, 0.406f], [1, 3, 1, 1], device: device), tensor([0.229f, 0.224f, 0.225f], [1, 3, 1, 1], device: device));
        var from = 3;
        foreach (var (layers, channels) in _levels)
            foreach (var layer in layers)
            {
                _weights.Add($"features.{layer}.weight", zeros(channels, from, 3, 3, device: device));
                _weights.Add($"features.{layer}.bias", zeros(channels, device: device));
                from = channels;
            }
        Arrays.CopyInto(_weights, key => trunk.Require(key, Arrays.ShapeOf(_weights[key])));
    }

    /// <param name="images">NCHW, RGB, 0 to 1, at least 16 pixels on each side.</param>
    /// <returns>NCHW, one for each level, each half as long and wide as the one before.</returns>
    public IReadOnlyList<Tensor> Of(Tensor images)
    {
        var seen = new List<Tensor>();
        var value = images.Minus(_mean) / _deviation;
        foreach (var (layers, _) in _levels)
        {
            if (seen.Count > 0)
                value = max_pool2d(relu(value), 2);
            foreach (var layer in layers)
                value = conv2d(layer == layers[0] ? value : relu(value), _weights[$"features.{layer}.weight"], _weights[$"features.{layer}.bias"], padding: [1, 1]);
            seen.Add(value);
        }
        return seen;
    }

    public void Dispose()
    {
        foreach (var tensor in (IEnumerable<Tensor>)[.. _weights.Values, _mean, _deviation])
            tensor.Dispose();
    }
}
