using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>
/// Writes the half of GFPGAN that draws: a StyleGAN2 generator (Karras et al., 2020) whose features are scaled and shifted at every
/// level (spatial feature transform).
/// </summary>
/// <remarks>
/// A modulated convolution scales its weights by the style of each face. Scaling the channels before it and after it is the same and
/// leaves one set of weights for the whole batch: conv(x, w * s) = conv(x * s, w), and the sum over (w * s)^2 that the result is
/// divided by is s^2 times the sums of w^2 over each kernel.
/// </remarks>
internal sealed class GfpganDecoder
{
    /// <summary>Width and height of the lowest level in pixels.</summary>
    public const int Smallest = 4;

    private const string Prefix = "stylegan_decoder.";
    private const float Epsilon = 1e-8f;
    private const float NegativeSlope = 0.2f;

    private readonly Layers _layers;
    private readonly int _styleFeatures;
    private readonly string _latents;
    private Feature _feature;
    private int _level;

    /// <param name="layers">Where to write.</param>
    /// <param name="styleFeatures">Values of one latent.</param>
    /// <param name="latents">Batch x latents x <paramref name="styleFeatures"/>.</param>
    public GfpganDecoder(Layers layers, int styleFeatures, string latents)
    {
        (_layers, _styleFeatures, _latents) = (layers, styleFeatures, latents);
        var size = SizeAt(0);
        var channels = layers.LengthOf(Prefix + "constant_input.weight") / (size * size);
        var constant = layers.Graph.Weight("constant", layers.Read(Prefix + "constant_input.weight", 1, channels, size, size));
        _feature = Styled(new(constant, channels), "style_conv1", place: 0, enlarge: false);
        Image = Colours("to_rgb1", latent: 1);
    }

    /// <returns>Width and height in pixels after <paramref name="level"/> doublings.</returns>
    public static int SizeAt(int level) => Smallest << level;

    /// <summary>The image drawn up to this level: batch x 3 x size x size, about -1 to 1.</summary>
    public string Image { get; private set; }

    /// <summary>Doubles the image.</summary>
    /// <param name="scale">Factors for the upper half of the channels, or for all of them.</param>
    /// <param name="shift">Summands for the same channels.</param>
    public void Grow(Feature scale, Feature shift)
    {
        var level = _level++;
        var drawn = Styled(_feature, $"style_convs.{2 * level}", place: (2 * level) + 1, enlarge: true);
        drawn = drawn with { Name = Guided(drawn, scale, shift, level) };
        _feature = Styled(drawn, $"style_convs.{(2 * level) + 1}", place: (2 * level) + 2, enlarge: false);
        Image = _layers.Add(Colours($"to_rgbs.{level}", latent: (2 * level) + 3), _layers.Enlarge(Image));
    }

    private string Guided(Feature drawn, Feature scale, Feature shift, int level)
    {
        var rest = drawn.Channels - scale.Channels;
        if (scale.Channels != shift.Channels || (rest != 0 && rest != scale.Channels))
            throw ModelRefusal.Because(
                $"The GFPGAN model's 'condition_scale.{level}.2.bias' has {scale.Channels} values and 'condition_shift.{level}.2.bias' "
                + $"{shift.Channels}; needed are {drawn.Channels} or half of that in both.");
        if (rest == 0)
            return Transformed(drawn.Name);
        return _layers.Concat(Channels(drawn.Name, 0, rest), Transformed(Channels(drawn.Name, rest, drawn.Channels)));

        string Transformed(string value) => _layers.Add(_layers.Mul(value, scale.Name), shift.Name);
    }

    private string Channels(string value, int from, int to)
    {
        var graph = _layers.Graph;
        return graph.Node("Slice", [value, graph.Longs("from", from), graph.Longs("to", to), graph.Longs("axis", 1)]);
    }

    /// <param name="input">Features before.</param>
    /// <param name="name">Prefix of the keys, below that of the generator.</param>
    /// <param name="place">Place in the row of these convolutions, from 0; latents and noises stand in the same row.</param>
    /// <param name="enlarge">Whether the features are doubled first.</param>
    private Feature Styled(Feature input, string name, int place, bool enlarge)
    {
        var (graph, key) = (_layers.Graph, Prefix + name);
        var channels = _layers.LengthOf(key + ".bias");
        var weight = _layers.Read(key + ".modulated_conv.weight", 1, channels, input.Channels, 3, 3);
        var style = Style(key, input.Channels, place);
        var value = _layers.Mul(input.Name, Spread(style, input.Channels));
        if (enlarge)
            value = _layers.Enlarge(Blocked(value));
        value = graph.Conv(value, graph.Weight("kernel", weight, channels, input.Channels, 3, 3), kernel: 3, pad: 1);
        value = _layers.Mul(value, Spread(Gain(style, weight, input.Channels, channels), channels));
        value = _layers.Add(value, Noise(key, place));
        value = _layers.Add(value, graph.Weight("bias", _layers.Read(key + ".bias", 1, channels, 1, 1)));
        return new(_layers.LeakyRelu(value, NegativeSlope), channels);
    }

    // Picking the largest of one pixel changes nothing, but brings the features into the CPU engine's blocked layout, and that while
    // they are a quarter as many: a third less time for the whole network.
    private string Blocked(string value) => _layers.Graph.Node("MaxPool", [value], NodeAttributes.Ints("kernel_shape", 1, 1));

    // Three rows are few: here the weights are scaled, and the large features are read once and written never.
    private string Colours(string name, int latent)
    {
        var (graph, key, channels) = (_layers.Graph, Prefix + name, _feature.Channels);
        var weight = graph.Weight("kernel", _layers.Read(key + ".modulated_conv.weight", 1, 3, channels, 1, 1), 3, channels);
        var style = graph.Node("Reshape", [Style(key, channels, latent), graph.Longs("shape", -1, 1, channels)]);
        var flat = graph.Node("Reshape", [_feature.Name, graph.Longs("shape", 0, 0, -1)]);
        var size = SizeAt(_level);
        var value = graph.Node("Reshape", [graph.Node("MatMul", [_layers.Mul(style, weight), flat]), graph.Longs("shape", 0, 0, size, size)]);
        return _layers.Add(value, graph.Weight("bias", _layers.Read(key + ".bias", 1, 3, 1, 1)));
    }

    /// <returns>Factors of the channels, batch x <paramref name="channels"/>.</returns>
    private string Style(string key, int channels, int latent)
    {
        var graph = _layers.Graph;
        var code = graph.Node("Gather", [_latents, graph.Long("latent", latent)], NodeAttributes.Int("axis", 1));
        return _layers.FullyConnected(code, key + ".modulated_conv.modulation", _styleFeatures, channels);
    }

    /// <returns>What the result is multiplied by, batch x <paramref name="to"/>: root of 2 over the length of the scaled kernels.</returns>
    private string Gain(string style, Tensor weight, int from, int to)
    {
        var graph = _layers.Graph;
        var squares = graph.Floats("squares", [to, from], SumsOfSquares.Over(weight, run: weight.Values.Length / (to * from)));
        var sums = graph.Node(
            "Gemm", [_layers.Mul(style, style), squares, graph.Float("epsilon", Epsilon)], NodeAttributes.Int("transB", 1));
        return graph.Node("Div", [graph.Float("root", MathF.Sqrt(2)), graph.Node("Sqrt", [sums])]);
    }

    /// <returns>The stored noise times its strength, 1 x 1 x size x size.</returns>
    private string Noise(string key, int index)
    {
        var size = SizeAt(_level);
        var noise = _layers.Read($"{Prefix}noises.noise{index}", 1, 1, size, size);
        var strength = _layers.Read(key + ".weight", 1).Values[0];
        var values = new float[noise.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = strength * noise.Values[i];
        return _layers.Graph.Floats("noise", [1, 1, size, size], values);
    }

    private string Spread(string value, int channels) =>
        _layers.Graph.Node("Reshape", [value, _layers.Graph.Longs("shape", -1, channels, 1, 1)]);
}
