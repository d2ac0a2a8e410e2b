using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Perceptual;

/// <summary>Writes the features of an ImageNet classifier, as torchvision defines it, up to the last layer that LPIPS looks at.</summary>
internal static class LpipsTrunk
{
    private static readonly (int Index, int From, int To, int Kernel, int Stride, bool Halved)[] _alex =
    [
        (0, 3, 64, 11, 4, false), (3, 64, 192, 5, 1, true), (6, 192, 384, 3, 1, true), (8, 384, 256, 3, 1, false), (10, 256, 256, 3, 1, false),
    ];

    // Numbers of the convolutions of each level; between the levels sizes are halved.
    private static readonly (int[] Indices, int Channels)[] _vgg = [([0, 2], 64), ([5, 7], 128), ([10, 12, 14], 256), ([17, 19, 21], 512), ([24, 26, 28], 512)];

    // Squeezed and expanded channels of each fire module; tapped where LPIPS looks.
    private static readonly (int Index, int From, int Squeezed, int Expanded, bool Halved, bool Tapped)[] _squeeze =
    [
        (3, 64, 16, 64, true, false), (4, 128, 16, 64, false, true), (6, 128, 32, 128, true, false), (7, 256, 32, 128, false, true),
        (9, 256, 48, 192, true, true), (10, 384, 48, 192, false, true), (11, 384, 64, 256, false, true), (12, 512, 64, 256, false, true),
    ];

    /// <returns>The layers that LPIPS looks at, in order: a value, NCHW, and its channels.</returns>
    public static IReadOnlyList<(string Value, int Channels)> Write(LpipsNet net, Layers layers, string image) => net.Name switch
    {
        "alex" => Alex(layers, image),
        "vgg" => Vgg(layers, image),
        "squeeze" => Squeeze(layers, image),
        _ => throw new ArgumentOutOfRangeException(nameof(net), net.Name, "No such trunk."),
    };

    private static List<(string Value, int Channels)> Alex(Layers layers, string value)
    {
        var seen = new List<(string Value, int Channels)>();
        foreach (var (index, from, to, kernel, stride, halved) in _alex)
        {
            value = Conv(layers, halved ? Halved(layers, value, 3) : value, $"features.{index}", from, to, kernel, stride, pad: stride > 1 ? 2 : kernel / 2);
            seen.Add((value, to));
        }
        return seen;
    }

    private static List<(string Value, int Channels)> Vgg(Layers layers, string value)
    {
        var seen = new List<(string Value, int Channels)>();
        var from = 3;
        foreach (var (indices, channels) in _vgg)
        {
            if (seen.Count > 0)
                value = Halved(layers, value, 2);
            foreach (var index in indices)
            {
                value = Conv(layers, value, $"features.{index}", from, channels, kernel: 3, stride: 1, pad: 1);
                from = channels;
            }
            seen.Add((value, channels));
        }
        return seen;
    }

    private static List<(string Value, int Channels)> Squeeze(Layers layers, string value)
    {
        value = Conv(layers, value, "features.0", 3, 64, kernel: 3, stride: 2, pad: 0);
        var seen = new List<(string Value, int Channels)> { (value, 64) };
        foreach (var (index, from, squeezed, expanded, halved, tapped) in _squeeze)
        {
            var key = $"features.{index}";
            var narrow = Conv(layers, halved ? Halved(layers, value, 3, roundUp: true) : value, $"{key}.squeeze", from, squeezed, kernel: 1, stride: 1, pad: 0);
            value = layers.Concat(
                Conv(layers, narrow, $"{key}.expand1x1", squeezed, expanded, kernel: 1, stride: 1, pad: 0),
                Conv(layers, narrow, $"{key}.expand3x3", squeezed, expanded, kernel: 3, stride: 1, pad: 1));
            if (tapped)
                seen.Add((value, 2 * expanded));
        }
        return seen;
    }

    private static string Conv(Layers layers, string value, string key, int from, int to, int kernel, int stride, int pad)
    {
        var graph = layers.Graph;
        var weights = graph.Weight(key + "_weight", layers.Read(key + ".weight", to, from, kernel, kernel));
        return graph.Node("Relu", [graph.Conv(value, weights, graph.Weight(key + "_bias", layers.Read(key + ".bias", to)), kernel, pad, stride: stride)]);
    }

    private static string Halved(Layers layers, string value, int window, bool roundUp = false) => layers.Graph.Node(
        "MaxPool", [value],
        NodeAttributes.Ints("kernel_shape", window, window), NodeAttributes.Ints("strides", 2, 2), NodeAttributes.Int("ceil_mode", roundUp ? 1 : 0));
}
