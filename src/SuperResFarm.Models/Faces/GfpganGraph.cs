using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Faces;

/// <summary>
/// Writes one GFPGAN: the U-Net here, which turns a face into latents and into a scale and a shift for each level, and behind it
/// the <see cref="GfpganDecoder"/>. Negative slope 0.2 is fixed by the definition.
/// </summary>
/// <param name="checkpoint">The weights.</param>
/// <param name="levels">Halvings of the U-Net, down to 4 x 4.</param>
/// <param name="styleFeatures">Values of one latent.</param>
internal sealed class GfpganGraph(Checkpoint checkpoint, int levels, int styleFeatures)
{
    private const int Colours = 3;
    private const float NegativeSlope = 0.2f;

    private readonly Layers _layers = new(checkpoint, "GFPGAN");

    /// <returns>Latents the generator takes: one for each convolution of a level and one for the colours of the last.</returns>
    public static int LatentsOf(int levels) => 2 * (levels + 1);

    public ModelProto Build()
    {
        var image = _layers.Graph.Input("x", DataType.Float, "n", Colours, GfpganDecoder.SizeAt(levels), GfpganDecoder.SizeAt(levels));
        var (bottom, skips) = Read(image);
        var decoder = new GfpganDecoder(_layers, styleFeatures, Latents(bottom));
        var guide = bottom;
        for (var level = 0; level < levels; level++)
        {
            guide = Resampled(Joined(guide, skips.Pop(), level), $"conv_body_up.{level}", _layers.Enlarge);
            decoder.Grow(Condition(guide, $"condition_scale.{level}"), Condition(guide, $"condition_shift.{level}"));
            // Images of each level, for the losses of the training.
            var (weight, bias) = ($"toRGB.{level}.weight", $"toRGB.{level}.bias");
            _layers.Ignore(key => key == weight || key == bias);
        }
        // From random numbers to latents; here the latents come from the face.
        _layers.Ignore(key => key.StartsWith("stylegan_decoder.style_mlp.", StringComparison.Ordinal));
        return _layers.End(decoder.Image, Colours);
    }

    private (Feature Bottom, Stack<Feature> Skips) Read(string image)
    {
        var feature = Activated(new(image, Colours), "conv_body_first", kernel: 1);
        Stack<Feature> skips = [];
        for (var level = 0; level < levels; level++)
        {
            feature = Resampled(feature, $"conv_body_down.{level}", _layers.Halve);
            skips.Push(feature);
        }
        return (Activated(feature, "final_conv"), skips);
    }

    private Feature Joined(Feature guide, Feature skip, int level) => guide.Channels == skip.Channels
        ? guide with { Name = _layers.Add(guide.Name, skip.Name) }
        : throw ModelRefusal.Because(
            $"The GFPGAN model's 'conv_body_up.{level}.conv1.weight' would take {guide.Channels} channels and the {skip.Channels} of the same size "
            + "on the way down; they must be as many.");

    private string Latents(Feature bottom)
    {
        var (graph, values) = (_layers.Graph, bottom.Channels * GfpganDecoder.Smallest * GfpganDecoder.Smallest);
        var codes = _layers.FullyConnected(graph.Node("Flatten", [bottom.Name]), "final_linear", values, LatentsOf(levels) * styleFeatures);
        return graph.Node("Reshape", [codes, graph.Longs("shape", 0, LatentsOf(levels), styleFeatures)]);
    }

    private Feature Resampled(Feature input, string key, Func<string, string> resample)
    {
        var narrow = _layers.LengthOf(key + ".conv1.bias");
        var inner = resample(Activated(input, key + ".conv1").Name);
        var outer = Activated(new(inner, narrow), key + ".conv2");
        var skip = _layers.Conv(resample(input.Name), key + ".skip", input.Channels, outer.Channels, kernel: 1, bias: false);
        return outer with { Name = _layers.Add(outer.Name, skip) };
    }

    private Feature Condition(Feature input, string key)
    {
        var inner = Activated(input, key + ".0");
        var channels = _layers.LengthOf(key + ".2.bias");
        return new(_layers.Conv(inner.Name, key + ".2", inner.Channels, channels), channels);
    }

    private Feature Activated(Feature input, string key, int kernel = 3)
    {
        var channels = _layers.LengthOf(key + ".bias");
        return new(_layers.LeakyRelu(_layers.Conv(input.Name, key, input.Channels, channels, kernel), NegativeSlope), channels);
    }
}
