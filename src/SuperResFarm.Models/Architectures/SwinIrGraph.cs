using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx.Schema;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Models.Architectures;

/// <summary>Writes one SwinIR. What its weights do not tell is fixed as the authors did: the mean colour and two negative slopes.</summary>
internal sealed class SwinIrGraph(Checkpoint checkpoint, SwinIrShape shape)
{
    private const float SlopeBeforeUpsampling = 0.01f;
    private const float Slope = 0.2f;
    private const int Narrowing = 4;   // of the middle one of three convolutions

    private readonly Layers _layers = new(checkpoint, SwinIrShape.Family);

    // Mean of the training images of classical super-resolution (DIV2K), in RGB.
    private float[] Mean => shape.Channels == 3 ? [0.4488f, 0.4371f, 0.4040f] : [0];

    public ModelProto Build()
    {
        _layers.Ignore(key => key.EndsWith(".attn_mask", StringComparison.Ordinal) || key.EndsWith(".relative_position_index", StringComparison.Ordinal));
        var graph = _layers.Graph;
        var input = _layers.Image(shape.Channels);
        var windows = new SwinIrWindows(graph, input, shape.Window);
        var padded = windows.Padded(input);
        var centred = _layers.Scale(graph.Node("Sub", [padded, graph.Floats("mean", [shape.Channels, 1, 1], Mean)]), shape.Range);
        var shallow = _layers.Conv(centred, "conv_first", shape.Channels, shape.Features);
        var deep = Residual(windows.ToImage(Body(windows, shallow), shape.Features), "conv_after_body");
        var image = Ending(_layers.Add(deep, shallow), padded);
        return _layers.End(windows.Cropped(image, shape.Scale), shape.Channels);
    }

    private string Body(SwinIrWindows windows, string shallow)
    {
        var tokens = windows.ToTokens(shallow, shape.Features);
        if (_layers.Has("patch_embed.norm.weight"))
            tokens = _layers.LayerNorm(tokens, "patch_embed.norm", shape.Features);
        for (var group = 0; group < shape.Depths.Length; group++)
            tokens = Group(windows, tokens, group);
        return _layers.LayerNorm(tokens, "norm", shape.Features);
    }

    // Blocks of a group look at windows and at shifted windows in turn; tokens go from one order into the next at once.
    private string Group(SwinIrWindows windows, string tokens, int group)
    {
        var blocks = new SwinIrBlock(_layers, shape);
        var (value, order) = (tokens, SwinIrOrder.Image);
        for (var block = 0; block < shape.Depths[group]; block++)
        {
            var next = block % 2 == 0 ? SwinIrOrder.Windows : SwinIrOrder.Shifted;
            var (key, mask) = (SwinIrShape.Block(group, block), next == SwinIrOrder.Shifted ? windows.Mask() : null);
            value = WindowRows.Write(
                _layers.Graph, value, windows.Lookup(order, next), shape.Features, row => blocks.Write(row, key, shape.Heads[group], mask));
            order = next;
        }
        value = _layers.Graph.Node("Gather", [value, windows.Lookup(order, SwinIrOrder.Image)]);
        var image = Residual(windows.ToImage(value, shape.Features), $"layers.{group}.conv");
        return _layers.Add(windows.ToTokens(image, shape.Features), tokens);
    }

    // One convolution, or three with a narrow middle.
    private string Residual(string image, string key)
    {
        if (!_layers.Has(key + ".0.weight"))
            return _layers.Conv(image, key, shape.Features, shape.Features);
        var narrow = shape.Features / Narrowing;
        image = _layers.LeakyRelu(_layers.Conv(image, key + ".0", shape.Features, narrow), Slope);
        image = _layers.LeakyRelu(_layers.Conv(image, key + ".2", narrow, narrow, kernel: 1), Slope);
        return _layers.Conv(image, key + ".4", narrow, shape.Features);
    }

    private string Ending(string features, string padded)
    {
        var graph = _layers.Graph;
        if (shape.Ending == SwinIrEnding.Residual)
            return _layers.Add(padded, Colours(features, "conv_last", shape.Features, mean: [0]));
        if (shape.Ending == SwinIrEnding.Direct)
            return graph.PixelShuffle(Colours(features, "upsample.0", shape.Features, Mean), shape.Scale);

        var wide = shape.Wide;
        var value = _layers.LeakyRelu(_layers.Conv(features, "conv_before_upsample.0", shape.Features, wide), SlopeBeforeUpsampling);
        for (var step = 0; step < shape.Factors.Length; step++)
            value = shape.Ending == SwinIrEnding.Doublings
                ? _layers.LeakyRelu(_layers.Conv(_layers.Repeat(value), $"conv_up{step + 1}", wide, wide), Slope)
                : graph.PixelShuffle(_layers.Conv(value, $"upsample.{2 * step}", wide, wide * shape.Factors[step] * shape.Factors[step]), shape.Factors[step]);
        if (shape.Ending == SwinIrEnding.Doublings)
            value = _layers.LeakyRelu(_layers.Conv(value, "conv_hr", wide, wide), Slope);
        return Colours(value, "conv_last", wide, Mean);
    }

    // The last convolution gives the colours of scale * scale pixels or of one; going back to 0..1 is part of it.
    private string Colours(string value, string key, int from, float[] mean)
    {
        var to = shape.Channels * (shape.Ending == SwinIrEnding.Direct ? shape.Scale * shape.Scale : 1);
        var (weights, bias) = (_layers.Read(key + ".weight", to, from, 3, 3).Values.ToArray(), _layers.Read(key + ".bias", to).Values.ToArray());
        foreach (ref var weight in weights.AsSpan())
            weight /= shape.Range;
        for (var i = 0; i < to; i++)
            bias[i] = (bias[i] / shape.Range) + mean[i * mean.Length / to];
        return _layers.Graph.Conv(
            value, _layers.Graph.Floats(key + "_weight", [to, from, 3, 3], weights), _layers.Graph.Floats(key + "_bias", [to], bias), kernel: 3, pad: 1);
    }
}
