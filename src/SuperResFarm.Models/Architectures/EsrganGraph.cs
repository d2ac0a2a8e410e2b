using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Architectures;

/// <summary>Writes one ESRGAN generator. Negative slope 0.2 and residual scale 0.2 are fixed by the paper (Wang et al., 2018).</summary>
internal sealed class EsrganGraph(Checkpoint checkpoint, EsrganKeys keys, int features, int channels, int fold)
{
    private const float ResidualScale = 0.2f;
    private const float NegativeSlope = 0.2f;
    private const int DenseConvolutions = 5;

    private readonly GraphBuilder _graph = new("esrgan");
    private readonly HashSet<string> _read = [];

    public ModelProto Build()
    {
        var input = _graph.Input("x", DataType.Float, "n", channels, "h", "w");
        var growth = checkpoint.Require(keys.Block(0, 1, "1") + ".bias").Values.Length;
        var shallow = Convolved(Folded(input), keys.First, channels * fold * fold, features);
        var value = shallow;
        for (var block = 0; block < keys.Blocks; block++)
            value = Block(value, block, growth);
        value = Sum(shallow, Convolved(value, keys.Trunk, features, features));
        foreach (var up in keys.Ups)
            value = Activated(Convolved(Doubled(value), up, features, features));
        value = Activated(Convolved(value, keys.Last[0], features, features));
        _graph.Output(Convolved(value, keys.Last[1], features, channels), DataType.Float, "n", channels, default, default);
        RequireAllRead();
        return _graph.ToModel();
    }

    private string Block(string input, int block, int growth)
    {
        var value = input;
        for (var dense = 1; dense <= 3; dense++)
            value = Dense(value, place => keys.Block(block, dense, place), growth);
        return Sum(Scaled(value), input);
    }

    // ESRGAN+ adds the second convolution a bypass of its own input, and the fourth the answer of the second.
    private string Dense(string input, Func<string, string> key, int growth)
    {
        var known = new List<string> { input };
        var plus = checkpoint.Find(key("1x1") + ".weight") is not null;
        for (var i = 1; i < DenseConvolutions; i++)
        {
            var value = Activated(Convolved(Joined(known), key($"{i}"), features + (i - 1) * growth, growth));
            if (plus && i % 2 == 0)
                value = Sum(value, i == 2 ? Bypass(input, key("1x1"), growth) : known[2]);
            known.Add(value);
        }
        var residual = Convolved(Joined(known), key($"{DenseConvolutions}"), features + (DenseConvolutions - 1) * growth, features);
        return Sum(_graph.Node("Mul", [residual, _graph.Float("scale", ResidualScale)]), input);
    }

    private string Convolved(string value, string key, int from, int to) => _graph.Conv(
        value, _graph.Weight(key + "_weight", Read(key + ".weight", to, from, 3, 3)), _graph.Weight(key + "_bias", Read(key + ".bias", to)), kernel: 3, pad: 1);

    private string Bypass(string value, string key, int to) => _graph.Conv(value, _graph.Weight(key, Read(key + ".weight", to, features, 1, 1)));

    private string Activated(string value) => _graph.Node("LeakyRelu", [value], NodeAttributes.Real("alpha", NegativeSlope));

    private string Sum(string left, string right) => _graph.Node("Add", [left, right]);

    private string Joined(List<string> values) => values.Count == 1 ? values[0] : _graph.Node("Concat", [.. values], NodeAttributes.Int("axis", 1));

    // A multiplication would throw the trunk out of the engine's blocked layout; a depthwise convolution keeps it there.
    private string Scaled(string value) =>
        _graph.Conv(value, _graph.Floats("scale", [features, 1, 1, 1], [.. Enumerable.Repeat(ResidualScale, features)]), groups: features);

    private string Doubled(string value) => _graph.Node(
        "Resize", [value, "", _graph.Floats("twice", [4], [1, 1, 2, 2])],
        NodeAttributes.Text("mode", "nearest"), NodeAttributes.Text("coordinate_transformation_mode", "asymmetric"), NodeAttributes.Text("nearest_mode", "floor"));

    // PyTorch folds each channel by itself, ONNX each position: a permutation of channels sets them in order.
    private string Folded(string value)
    {
        if (fold == 1)
            return value;
        var folded = _graph.Node("SpaceToDepth", [value], NodeAttributes.Int("blocksize", fold));
        var area = fold * fold;
        var order = new float[channels * area * channels * area];
        for (var i = 0; i < channels * area; i++)
            order[i * channels * area + (i % area * channels) + (i / area)] = 1;
        return _graph.Conv(folded, _graph.Floats("order", [channels * area, channels * area, 1, 1], order));
    }

    private Tensor Read(string key, params ReadOnlySpan<int> shape)
    {
        _read.Add(key);
        return checkpoint.Require(key, shape);
    }

    private void RequireAllRead()
    {
        if (checkpoint.Keys.FirstOrDefault(key => !_read.Contains(key)) is { } extra)
            throw ModelRefusal.Because($"The ESRGAN model has the key '{extra}', which the architecture has no place for.");
    }
}
