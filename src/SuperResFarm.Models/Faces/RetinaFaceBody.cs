using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>Writes the part of a RetinaFace that turns the image into features at strides 8, 16 and 32.</summary>
internal static class RetinaFaceBody
{
    private const float MobilenetSlope = 0.1f;
    private const int BottleneckExpansion = 4;
    private const int ResnetLayers = 4;

    // MobileNet: width, in multiples of the first convolution's, and stride of each depthwise block.
    private static readonly (int Width, int Stride)[][] _mobilenet =
    [
        [(2, 1), (4, 2), (4, 1), (8, 2), (8, 1)],
        [(16, 2), (16, 1), (16, 1), (16, 1), (16, 1), (16, 1)],
        [(32, 2), (32, 1)],
    ];

    /// <returns>Features at each of the strides: a value, NCHW, and its channels.</returns>
    /// <exception cref="Contracts.Failures.FarmException">The body is of another kind, or its weights do not fit.</exception>
    public static IReadOnlyList<(string Value, int Channels)> Write(Layers layers, string image)
    {
        // Both bodies were trained to classify; some files keep the layer that did.
        layers.Ignore(key => key is "body.fc.weight" or "body.fc.bias");
        if (layers.Has("body.stage1.0.0.weight"))
            return Mobilenet(layers, image);
        return layers.Has("body.conv1.weight") ? Resnet(layers, image) : throw ModelRefusal.Because(
            "The RetinaFace model has neither 'body.stage1.0.0.weight' (MobileNet) nor 'body.conv1.weight' (ResNet); the file is incomplete "
            + "or stands on another network.");
    }

    private static List<(string Value, int Channels)> Mobilenet(Layers layers, string image)
    {
        var first = layers.LengthOf("body.stage1.0.1.bias");
        var value = (Leaky(layers.ConvNorm(image, "body.stage1.0.0", "body.stage1.0.1", 3, first, stride: 2)), first);
        List<(string Value, int Channels)> levels = [];
        foreach (var (stage, blocks) in _mobilenet.Index())
        {
            foreach (var (block, (width, stride)) in blocks.Index())
                value = Separable(value, $"body.stage{stage + 1}.{(stage == 0 ? block + 1 : block)}", width * first, stride);
            levels.Add(value);
        }
        return levels;

        (string Value, int Channels) Separable((string Value, int Channels) from, string key, int to, int stride)
        {
            var (input, channels) = from;
            var filtered = Leaky(layers.ConvNorm(input, key + ".0", key + ".1", channels, channels, stride: stride, groups: channels));
            return (Leaky(layers.ConvNorm(filtered, key + ".3", key + ".4", channels, to, kernel: 1)), to);
        }

        string Leaky(string value) => layers.LeakyRelu(value, MobilenetSlope);
    }

    private static List<(string Value, int Channels)> Resnet(Layers layers, string image)
    {
        var first = layers.LengthOf("body.bn1.bias");
        var entry = Relu(layers.ConvNorm(image, "body.conv1", "body.bn1", 3, first, kernel: 7, stride: 2));
        var value = (Halved(entry), first);
        List<(string Value, int Channels)> levels = [];
        for (var layer = 1; layer <= ResnetLayers; layer++)
        {
            var key = $"body.layer{layer}";
            for (var block = 0; block < Math.Max(1, layers.Count(key)); block++)
                value = Bottleneck(value, $"{key}.{block}", first << (layer - 1), stride: block == 0 && layer > 1 ? 2 : 1);
            levels.Add(value);
        }
        return levels[1..];

        (string Value, int Channels) Bottleneck((string Value, int Channels) from, string key, int width, int stride)
        {
            var (input, channels) = from;
            var to = width * BottleneckExpansion;
            var inner = Relu(layers.ConvNorm(input, key + ".conv1", key + ".bn1", channels, width, kernel: 1));
            inner = Relu(layers.ConvNorm(inner, key + ".conv2", key + ".bn2", width, width, stride: stride));
            inner = layers.ConvNorm(inner, key + ".conv3", key + ".bn3", width, to, kernel: 1);
            var bypass = stride == 1 && channels == to
                ? input
                : layers.ConvNorm(input, key + ".downsample.0", key + ".downsample.1", channels, to, kernel: 1, stride: stride);
            return (Relu(layers.Add(inner, bypass)), to);
        }

        string Relu(string value) => layers.Graph.Node("Relu", [value]);

        string Halved(string value) => layers.Graph.Node("MaxPool", [value],
            NodeAttributes.Ints("kernel_shape", 3, 3), NodeAttributes.Ints("strides", 2, 2), NodeAttributes.Ints("pads", 1, 1, 1, 1));
    }
}
