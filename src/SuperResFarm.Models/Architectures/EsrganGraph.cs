using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Architectures;

/// <summary>Writes one ESRGAN generator. Negative slope 0.2 and residual scale 0.2 are fixed by the paper (Wang et al., 2018).</summary>
internal sealed class EsrganGraph(Checkpoint checkpoint, EsrganKeys keys, int features, int channels, int fold)
{
    private const float ResidualScale = 0.2f;
    private const float NegativeSlope = 0.2f;
    private const int DenseConvolutions = 5;

    private readonly Layers _layers = new(checkpoint, "ESRGAN");

    public ModelProto Build()
    {
        var input = _layers.Image(channels);
        var growth = checkpoint.Require(keys.Block(0, 1, "1") + ".bias").Values.Length;
        var shallow = _layers.Conv(Folded(input), keys.First, channels * fold * fold, features);
        var value = shallow;
        for (var block = 0; block < keys.Blocks; block++)
            value = Block(value, block, growth);
        value = _layers.Add(shallow, _layers.Conv(value, keys.Trunk, features, features));
        foreach (var up in keys.Ups)
            value = Activated(_layers.Conv(_layers.Repeat(value), up, features, features));
        value = Activated(_layers.Conv(value, keys.Last[0], features, features));
        return _layers.End(_layers.Conv(value, keys.Last[1], features, channels), channels);
    }

    private string Block(string input, int block, int growth)
    {
        var value = input;
        for (var dense = 1; dense <= 3; dense++)
            value = Dense(value, place => keys.Block(block, dense, place), growth);
        return _layers.Add(_layers.Scale(value, ResidualScale), input);
    }

    // ESRGAN+ adds the second convolution a bypass of its own input, and the fourth the answer of the second.
    private string Dense(string input, Func<string, string> key, int growth)
    {
        var known = new List<string> { input };
        var plus = _layers.Has(key("1x1") + ".weight");
        for (var i = 1; i < DenseConvolutions; i++)
        {
            var value = Activated(_layers.Conv(_layers.Concat([.. known]), key($"{i}"), features + (i - 1) * growth, growth));
            if (plus && i % 2 == 0)
                value = _layers.Add(value, i == 2 ? _layers.Conv(input, key("1x1"), features, growth, kernel: 1, bias: false) : known[2]);
            known.Add(value);
        }
        var residual = _layers.Conv(_layers.Concat([.. known]), key($"{DenseConvolutions}"), features + (DenseConvolutions - 1) * growth, features);
        return _layers.Add(_layers.Scale(residual, ResidualScale), input);
    }

    private string Activated(string value) => _layers.LeakyRelu(value, NegativeSlope);

    // PyTorch folds each channel by itself, ONNX each position: a permutation of channels sets them in order.
    private string Folded(string value)
    {
        if (fold == 1)
            return value;
        var folded = _layers.Graph.Node("SpaceToDepth", [value], NodeAttributes.Int("blocksize", fold));
        var area = fold * fold;
        var order = new float[channels * area * channels * area];
        for (var i = 0; i < channels * area; i++)
            order[i * channels * area + (i % area * channels) + (i / area)] = 1;
        return _layers.Graph.Conv(folded, _layers.Graph.Floats("order", [channels * area, channels * area, 1, 1], order));
    }
}
