using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Architectures;

/// <summary>
/// Writes the layers of one network. Weights are read by key and remembered, so that a key nobody asked for is found at the end.
/// Values are NCHW and told by name; every method returns the value it made.
/// </summary>
/// <param name="checkpoint">The weights.</param>
/// <param name="architecture">Name of the family, for messages.</param>
internal sealed class Layers(Checkpoint checkpoint, string architecture)
{
    private readonly HashSet<string> _read = [];

    /// <summary>The graph so far.</summary>
    public GraphBuilder Graph { get; } = new(architecture.ToLowerInvariant());

    /// <summary>Whether the checkpoint has the key.</summary>
    public bool Has(string key) => checkpoint.Find(key) is not null;

    /// <returns>The tensor under a key, which has exactly the given shape.</returns>
    /// <exception cref="FarmException">It is missing, misshapen or holds NaN; the message names it.</exception>
    public Tensor Read(string key, params ReadOnlySpan<int> shape)
    {
        _read.Add(key);
        return checkpoint.Require(key, shape);
    }

    /// <returns>The tensor under a key, of any shape.</returns>
    /// <exception cref="FarmException">It is missing or holds NaN; the message names it.</exception>
    public Tensor ReadAny(string key)
    {
        _read.Add(key);
        return checkpoint.Require(key);
    }

    /// <summary>Convolution with the weights <c>KEY.weight</c> (to, from / groups, kernel, kernel) and <c>KEY.bias</c> (to).</summary>
    /// <param name="value">NCHW.</param>
    /// <param name="key">Prefix of the two keys.</param>
    /// <param name="from">Channels in.</param>
    /// <param name="to">Channels out.</param>
    /// <param name="kernel">Length of the square window; zeros are padded so that stride 1 keeps the size.</param>
    /// <param name="stride">Step of the window.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public string Conv(string value, string key, int from, int to, int kernel = 3, int stride = 1, bool bias = true) => Graph.Conv(
        value,
        Graph.Weight(key + "_weight", Read(key + ".weight", to, from, kernel, kernel)),
        bias ? Graph.Weight(key + "_bias", Read(key + ".bias", to)) : null,
        kernel,
        kernel / 2,
        stride: stride);

    /// <summary>x where x is positive, <paramref name="slope"/> * x elsewhere.</summary>
    public string LeakyRelu(string value, float slope) => Graph.Node("LeakyRelu", [value], NodeAttributes.Real("alpha", slope));

    /// <summary>Element-wise sum; shapes are broadcast.</summary>
    public string Add(string left, string right) => Graph.Node("Add", [left, right]);

    /// <summary>Element-wise product; shapes are broadcast.</summary>
    public string Mul(string left, string right) => Graph.Node("Mul", [left, right]);

    /// <summary>Product with a number.</summary>
    public string Scale(string value, float factor) => Mul(value, Graph.Float("factor", factor));

    /// <summary>Values side by side along the channels.</summary>
    public string Concat(params ReadOnlySpan<string> values) =>
        values.Length == 1 ? values[0] : Graph.Node("Concat", values, NodeAttributes.Int("axis", 1));

    /// <summary>Every pixel repeated <paramref name="factor"/> times along both axes.</summary>
    public string Repeat(string value, int factor = 2) => Graph.Node(
        "Resize",
        [value, "", Graph.Floats("times", [4], [1, 1, factor, factor])],
        NodeAttributes.Text("mode", "nearest"),
        NodeAttributes.Text("coordinate_transformation_mode", "asymmetric"),
        NodeAttributes.Text("nearest_mode", "floor"));

    /// <summary>Declares the image input of the graph; batch, height and width are free.</summary>
    public string Image(int channels) => Graph.Input("x", DataType.Float, "n", channels, "h", "w");

    /// <summary>Ends the graph with an image.</summary>
    /// <param name="value">NCHW.</param>
    /// <param name="channels">Its channels.</param>
    /// <exception cref="FarmException">The checkpoint has a key that was not read; the message names it.</exception>
    public Onnx.Schema.ModelProto End(string value, int channels)
    {
        Graph.Output(value, DataType.Float, "n", channels, default, default);
        RequireAllRead();
        return Graph.ToModel();
    }

    /// <summary>Marks keys as known that the network holds and inference does not need.</summary>
    public void Ignore(Func<string, bool> known) => _read.UnionWith(checkpoint.Keys.Where(known));

    /// <summary>Makes sure that nothing in the checkpoint was left out.</summary>
    /// <exception cref="FarmException">A key was not read; the message names it.</exception>
    public void RequireAllRead()
    {
        if (checkpoint.Keys.FirstOrDefault(key => !_read.Contains(key)) is { } extra)
            throw ModelRefusal.Because($"The {architecture} model has the key '{extra}', which the architecture has no place for.");
    }

    /// <returns>How many values the tensor under a key has, at least 1.</returns>
    /// <exception cref="FarmException">It is missing, empty or holds NaN; the message names it.</exception>
    public int LengthOf(string key) =>
        ReadAny(key).Values.Length is > 0 and var length ? length : throw ModelRefusal.Because($"The model's key '{key}' holds no values; the file is damaged.");

    /// <summary>Product of rows with the weights <c>KEY.weight</c> (to, from) plus <c>KEY.bias</c> (to).</summary>
    /// <param name="value">Batch x <paramref name="from"/>.</param>
    /// <param name="key">Prefix of the two keys.</param>
    /// <param name="from">Values in.</param>
    /// <param name="to">Values out.</param>
    public string FullyConnected(string value, string key, int from, int to) => Graph.Node(
        "Gemm",
        [value, Graph.Weight(key + "_weight", Read(key + ".weight", to, from)), Graph.Weight(key + "_bias", Read(key + ".bias", to))],
        NodeAttributes.Int("transB", 1));

    /// <summary>Both axes doubled, bilinear between the centres of pixels.</summary>
    public string Enlarge(string value) => Graph.Node(
        "Resize",
        [value, "", Graph.Floats("times", [4], [1, 1, 2, 2])],
        NodeAttributes.Text("mode", "linear"),
        NodeAttributes.Text("coordinate_transformation_mode", "half_pixel"));

    /// <summary>Both axes halved, which must be even: the mean of 2 x 2 pixels, and that is what bilinear between their centres is too.</summary>
    public string Halve(string value) =>
        Graph.Node("AveragePool", [value], NodeAttributes.Ints("kernel_shape", 2, 2), NodeAttributes.Ints("strides", 2, 2));

    /// <returns>How many parts have numbers in keys like <c>PREFIX.0.weight</c>: the highest number plus one.</returns>
    public int Count(string prefix) => checkpoint.Keys.Max(key =>
        key.StartsWith(prefix + ".", StringComparison.Ordinal)
        && int.TryParse(key[(prefix.Length + 1)..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number + 1
            : 0);

    /// <summary>Convolution without bias, then batch normalisation by stored statistics, folded into one convolution:
    /// <c>w' = w * s</c> and <c>b' = b - mean * s</c> with <c>s = gain / sqrt(variance + 1e-5)</c> for each channel.</summary>
    /// <param name="value">NCHW.</param>
    /// <param name="key">Prefix of the weights (to, from / groups, kernel, kernel).</param>
    /// <param name="norm">Prefix of the gain <c>weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c> (to).</param>
    /// <param name="from">Channels in.</param>
    /// <param name="to">Channels out.</param>
    /// <param name="kernel">Length of the square window.</param>
    /// <param name="stride">Step of the window.</param>
    /// <param name="groups">Groups of channels that do not mix.</param>
    /// <param name="pad">Zeros around the input; null for as many as keep the size at stride 1.</param>
    public string ConvNorm(
        string value, string key, string norm, int from, int to, int kernel = 3, int stride = 1, int groups = 1, int? pad = null)
    {
        const double Epsilon = 1e-5;
        var (weights, gain, bias) = (Read(key + ".weight", to, from / groups, kernel, kernel), Read(norm + ".weight", to), Read(norm + ".bias", to));
        var (mean, variance) = (Read(norm + ".running_mean", to), Read(norm + ".running_var", to));
        var (folded, shift) = (weights.Values.ToArray(), new float[to]);
        for (var channel = 0; channel < to; channel++)
        {
            if (variance.Values[channel] < 0)
                throw ModelRefusal.Because($"The model holds a variance below zero under '{norm}.running_var'; the file is damaged.");
            var scale = gain.Values[channel] / Math.Sqrt(variance.Values[channel] + Epsilon);
            shift[channel] = (float)(bias.Values[channel] - (mean.Values[channel] * scale));
            foreach (ref var weight in folded.AsSpan(channel * (folded.Length / to), folded.Length / to))
                weight = (float)(weight * scale);
        }
        return Graph.Conv(
            value, Graph.Floats(key + "_folded", weights.Shape, folded), Graph.Floats(norm + "_shift", [to], shift), kernel, pad ?? kernel / 2, groups, stride);
    }

    /// <summary>Normalisation of the last axis to mean 0 and variance 1 (plus 1e-5), then times <c>KEY.weight</c>, plus <c>KEY.bias</c>.</summary>
    /// <param name="value">Rows of <paramref name="length"/> values.</param>
    /// <param name="key">Prefix of the two keys.</param>
    /// <param name="length">Length of the last axis.</param>
    public string LayerNorm(string value, string key, int length) => Graph.Node(
        "LayerNormalization",
        [value, Graph.Weight(key + "_weight", Read(key + ".weight", length)), Graph.Weight(key + "_bias", Read(key + ".bias", length))],
        NodeAttributes.Int("axis", -1),
        NodeAttributes.Real("epsilon", 1e-5f));

    /// <summary>x times the share of a normal distribution below x, exactly, in the form that engines know and join into one operation.</summary>
    public string Gelu(string value)
    {
        var error = Graph.Node("Erf", [Graph.Node("Div", [value, Graph.Float("root", MathF.Sqrt(2))])]);
        return Scale(Mul(value, Add(error, Graph.Float("one", 1))), 0.5f);
    }
}
