using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Architectures;

/// <summary>
/// Writes the transformer blocks of a SwinIR: each token looks at the tokens of its window, then two layers work on each token alone.
/// Nothing here looks beyond a window, so rows of windows may be computed one by one (<see cref="Passes.WindowRows"/>).
/// </summary>
/// <param name="layers">Where to write.</param>
/// <param name="shape">What is written.</param>
internal sealed class SwinIrBlock(Layers layers, SwinIrShape shape)
{
    private readonly GraphBuilder _graph = layers.Graph;

    /// <summary>One block.</summary>
    /// <param name="tokens">Pixels x features, window by window.</param>
    /// <param name="key">Prefix of its keys.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="mask">Of shifted windows, else null.</param>
    public string Write(string tokens, string key, int heads, string? mask)
    {
        tokens = layers.Add(Attention(layers.LayerNorm(tokens, key + ".norm1", shape.Features), key + ".attn", heads, mask), tokens);
        var hidden = layers.FullyConnected(layers.LayerNorm(tokens, key + ".norm2", shape.Features), key + ".mlp.fc1", shape.Features, shape.Hidden);
        return layers.Add(layers.FullyConnected(layers.Gelu(hidden), key + ".mlp.fc2", shape.Hidden, shape.Features), tokens);
    }

    // Queries, keys and values are made features x tokens for each window: split into heads, they then are what the products need,
    // and so is the result. The engine reads turned operands where they lie, so nothing is copied into another order.
    private string Attention(string tokens, string key, int heads, string? mask)
    {
        var (features, area, width) = (shape.Features, shape.Window * shape.Window, shape.Features / heads);
        var windows = Turned(Reshaped(tokens, -1, area, features), 0, 2, 1);
        var queries = ByHead(Product(windows, key, part: 0, MathF.Pow(width, -0.5f)));
        // The bias of keys adds the same to all scores of a token, and softmax takes it away again.
        var keys = ByHead(Product(windows, key, part: 1, biased: false));
        var values = ByHead(Product(windows, key, part: 2));

        var scores = layers.Add(_graph.Node("MatMul", [Turned(queries, 0, 1, 3, 2), keys]), Positions(key, heads));
        if (mask is not null)
            scores = layers.Add(scores, Reshaped(mask, -1, 1, area, area));
        var shares = _graph.Node("Softmax", [scores], NodeAttributes.Int("axis", -1));
        var found = Reshaped(_graph.Node("MatMul", [values, Turned(shares, 0, 1, 3, 2)]), -1, features, area);
        var weights = Transposed(layers.Read(key + ".proj.weight", features, features).Values, features);
        var answer = _graph.Node("MatMul", [Turned(found, 0, 2, 1), _graph.Floats(key + "_proj", [features, features], weights)]);
        return Reshaped(layers.Add(answer, _graph.Weight(key + "_proj_bias", layers.Read(key + ".proj.bias", features))), -1, features);

        string ByHead(string value) => Reshaped(value, -1, heads, width, area);
    }

    /// <returns>One of the three parts of the joint layer, times <paramref name="factor"/>: windows x features x tokens.</returns>
    private string Product(string windows, string key, int part, float factor = 1, bool biased = true)
    {
        var features = shape.Features;
        var weights = layers.Read(key + ".qkv.weight", 3 * features, features).Values.Slice(part * features * features, features * features);
        var product = _graph.Node("MatMul", [_graph.Floats(key + "_qkv", [features, features], Scaled(weights, factor)), windows]);
        if (!biased || !layers.Has(key + ".qkv.bias"))
            return product;
        var bias = layers.Read(key + ".qkv.bias", 3 * features).Values.Slice(part * features, features);
        return layers.Add(product, _graph.Floats(key + "_qkv_bias", [features, 1], Scaled(bias, factor)));
    }

    /// <returns>What the way from one token of a window to another adds to their score: heads x tokens x tokens.</returns>
    private string Positions(string key, int heads)
    {
        var (window, area, steps) = (shape.Window, shape.Window * shape.Window, (2 * shape.Window) - 1);
        var table = layers.Read(key + ".relative_position_bias_table", steps * steps, heads).Values;
        var positions = new float[heads * area * area];
        for (var i = 0; i < positions.Length; i++)
        {
            var (head, asking, asked) = (i / (area * area), i / area % area, i % area);
            var (down, across) = ((asking / window) - (asked / window) + window - 1, (asking % window) - (asked % window) + window - 1);
            positions[i] = table[(((down * steps) + across) * heads) + head];
        }
        return _graph.Floats(key + "_positions", [heads, area, area], positions);
    }

    private static float[] Scaled(ReadOnlySpan<float> values, float factor)
    {
        var scaled = values.ToArray();
        foreach (ref var value in scaled.AsSpan())
            value *= factor;
        return scaled;
    }

    private static float[] Transposed(ReadOnlySpan<float> square, int edge)
    {
        var transposed = new float[square.Length];
        for (var i = 0; i < transposed.Length; i++)
            transposed[i] = square[(i % edge * edge) + (i / edge)];
        return transposed;
    }

    private string Reshaped(string value, params ReadOnlySpan<long> axes) => _graph.Node("Reshape", [value, _graph.Longs("shape", axes)]);

    private string Turned(string value, params IEnumerable<long> order) => _graph.Node("Transpose", [value], NodeAttributes.Ints("perm", order));
}
