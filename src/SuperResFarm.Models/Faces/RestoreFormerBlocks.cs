using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>Writes the blocks that encoder and decoder of a RestoreFormer are made of.</summary>
/// <param name="layers">Where to write.</param>
/// <param name="heads">Heads of every attention.</param>
internal sealed class RestoreFormerBlocks(Layers layers, int heads)
{
    private const int Groups = 32;
    private const float Epsilon = 1e-6f;

    /// <summary>Convolution that keeps the size; its channels are read off <c>KEY.bias</c>.</summary>
    public Feature Conv(Feature input, string key, int kernel = 3)
    {
        var channels = layers.LengthOf(key + ".bias");
        return new(layers.Conv(input.Name, key, input.Channels, channels, kernel), channels);
    }

    /// <summary>Two convolutions, each after normalisation and activation, added to what came in.</summary>
    public Feature Residual(Feature input, string key)
    {
        var inner = Conv(Activated(input, key + ".norm1"), key + ".conv1");
        var outer = Conv(Activated(inner, key + ".norm2"), key + ".conv2");
        var skip = input.Channels == outer.Channels ? input : Conv(input, key + ".nin_shortcut", kernel: 1);
        if (skip.Channels != outer.Channels)
            throw ModelRefusal.Because(
                $"The RestoreFormer model's '{key}.nin_shortcut.bias' has {skip.Channels} values and '{key}.conv2.bias' {outer.Channels}; they must be the same.");
        return outer with { Name = layers.Add(skip.Name, outer.Name) };
    }

    /// <summary>Every position looks at all positions of <paramref name="input"/>, and what it finds is added.</summary>
    /// <param name="input">Where keys and values come from, and what the answer is added to.</param>
    /// <param name="key">Prefix of the keys.</param>
    /// <param name="asking">Where the queries come from; of <paramref name="input"/> itself when null.</param>
    public Feature Attention(Feature input, string key, Feature? asking = null)
    {
        var channels = input.Channels;
        if (channels % heads != 0)
            throw ModelRefusal.Because(
                $"The RestoreFormer model's attention '{key}' has {channels} channels, which {heads} heads do not divide; the number of heads "
                + "is not in the file, give the one it was trained with.");
        if (asking is { } other && other.Channels != channels)
            throw ModelRefusal.Because($"The RestoreFormer model's attention '{key}' has {channels} channels, but looks at {other.Channels} of the encoder.");

        var (graph, width) = (layers.Graph, channels / heads);
        var own = Normalised(input, key + ".norm1");
        var asked = asking is { } one ? Normalised(one, key + ".norm2") : own;
        if (asking is null)
            layers.Ignore(name => name == key + ".norm2.weight" || name == key + ".norm2.bias");
        var queries = Turned(Heads(asked, key + ".q", width));
        var scores = graph.Node("MatMul", [layers.Scale(queries, MathF.Pow(width, -0.5f)), Heads(own, key + ".k", width)]);
        var shares = graph.Node("Softmax", [scores], NodeAttributes.Int("axis", -1));
        var found = Turned(graph.Node("MatMul", [shares, Turned(Heads(own, key + ".v", width))]));
        var answer = graph.Node("Reshape", [found, graph.Node("Shape", [input.Name])]);
        return input with { Name = layers.Add(input.Name, layers.Conv(answer, key + ".proj_out", channels, channels, kernel: 1)) };
    }

    /// <summary>Convolution with stride 2 after one row of zeros below and one column right.</summary>
    public Feature Halved(Feature input, string key)
    {
        var (graph, channels) = (layers.Graph, layers.LengthOf(key + ".bias"));
        var value = graph.Node("Conv",
            [
                input.Name,
                graph.Weight("kernel", layers.Read(key + ".weight", channels, input.Channels, 3, 3)),
                graph.Weight("bias", layers.Read(key + ".bias", channels)),
            ],
            NodeAttributes.Ints("kernel_shape", 3, 3), NodeAttributes.Ints("pads", 0, 0, 1, 1), NodeAttributes.Ints("strides", 2, 2));
        return new(value, channels);
    }

    /// <summary>Normalisation, activation and the last convolution of encoder or decoder.</summary>
    public Feature Ending(Feature input, string key) => Conv(Activated(input, key + ".norm_out"), key + ".conv_out");

    private Feature Activated(Feature input, string key)
    {
        var value = Normalised(input, key).Name;
        return input with { Name = layers.Mul(value, layers.Graph.Node("Sigmoid", [value])) };
    }

    // Group normalisation came into the standard set later: each group is laid out as one channel of an instance.
    private Feature Normalised(Feature input, string key)
    {
        if (input.Channels % Groups != 0)
            throw ModelRefusal.Because($"The RestoreFormer model's '{key}' normalises {input.Channels} channels; needed is a multiple of {Groups}.");
        var graph = layers.Graph;
        var grouped = graph.Node("Reshape", [input.Name, graph.Longs("shape", 0, Groups, -1)]);
        var even = graph.Node("InstanceNormalization",
            [grouped, graph.Floats("one", [Groups], [.. Enumerable.Repeat(1f, Groups)]), graph.Floats("zero", [Groups], new float[Groups])],
            NodeAttributes.Real("epsilon", Epsilon));
        var value = graph.Node("Reshape", [even, graph.Node("Shape", [input.Name])]);
        var scaled = layers.Mul(value, graph.Weight("scale", layers.Read(key + ".weight", input.Channels), input.Channels, 1, 1));
        return input with { Name = layers.Add(scaled, graph.Weight("shift", layers.Read(key + ".bias", input.Channels), input.Channels, 1, 1)) };
    }

    /// <returns>Batch x heads x <paramref name="width"/> x positions.</returns>
    private string Heads(Feature input, string key, int width)
    {
        var value = layers.Conv(input.Name, key, input.Channels, input.Channels, kernel: 1);
        return layers.Graph.Node("Reshape", [value, layers.Graph.Longs("shape", 0, heads, width, -1)]);
    }

    private string Turned(string value) => layers.Graph.Node("Transpose", [value], NodeAttributes.Ints("perm", 0, 1, 3, 2));
}
