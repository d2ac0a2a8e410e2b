using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Faces;

/// <summary>Writes one ParseNet. Every convolution is 3x3 and continues its input by reflection.</summary>
internal sealed class ParseNetGraph(Layers layers)
{
    private const int Kernel = 3;
    private const float NegativeSlope = 0.2f;
    private const int MostClasses = 256;   // labels are bytes
    private const int MostSteps = 12;      // 2^12 pixels become one

    private readonly GraphBuilder _graph = layers.Graph;
    private readonly int _steps = Math.Max(0, layers.Count("encoder") - 1);
    private readonly int _ups = layers.Count("decoder");

    /// <summary>Width and height of the input must be multiples of this: reflection needs two pixels at the coarsest level.</summary>
    public int SizeMultiple => 2 << _steps;

    /// <summary>Labels for each input pixel along an axis.</summary>
    public int Scale => 1 << (_ups - _steps);

    /// <returns>The network with the mask as its only output, and with both outputs.</returns>
    /// <exception cref="Contracts.Failures.FarmException">A key is missing, superfluous or misshapen; the message names it.</exception>
    public (ModelProto Labels, ModelProto Both) Build()
    {
        if (_steps > MostSteps || _ups > MostSteps || _ups < _steps)
            throw ModelRefusal.Because(
                $"The ParseNet model has {_steps} steps down ('encoder.1' and after) and {_ups} steps up ('decoder.0' and after); needed are no more "
                + $"than {MostSteps}, and as many up as down or more.");
        layers.Ignore(key => key.EndsWith(".num_batches_tracked", StringComparison.Ordinal));
        var (value, width) = Features();

        var classes = layers.LengthOf("out_mask_conv.conv2d.bias");
        if (classes > MostClasses)
            throw ModelRefusal.Because($"The ParseNet model tells {classes} classes apart in 'out_mask_conv.conv2d.bias'; no more than {MostClasses} can be labelled.");
        var padded = Padded(value);
        Output("mask", Conv(padded, "out_mask_conv", width, classes), classes);
        var labels = _graph.ToModel().Clone();
        Output("img", Conv(padded, "out_img_conv", width, 3), channels: 3);
        layers.RequireAllRead();
        return (labels, _graph.ToModel());
    }

    private (string Value, int Width) Features()
    {
        var width = layers.LengthOf("encoder.0.conv2d.bias");
        var value = Conv(Padded(layers.Image(channels: 3)), "encoder.0", 3, width);
        for (var i = 1; i <= _steps; i++)
            (value, width) = Block(value, $"encoder.{i}", width, stride: 2);
        var coarse = value;
        for (var i = 0; i < layers.Count("body"); i++)
            (value, width) = Block(value, $"body.{i}", width);
        value = layers.Add(coarse, value);
        for (var i = 0; i < _ups; i++)
            (value, width) = Block(layers.Repeat(value), $"decoder.{i}", width);
        return (value, width);
    }

    /// <summary>Two convolutions beside a bypass: a third one where the size or the width changes, else the input itself.</summary>
    private (string Value, int Width) Block(string value, string key, int from, int stride = 1)
    {
        var changes = !key.StartsWith("body.", StringComparison.Ordinal);
        var to = changes ? layers.LengthOf(key + ".shortcut_func.conv2d.bias") : from;
        var padded = Padded(value);
        var bypass = changes ? Conv(padded, key + ".shortcut_func", from, to, stride) : value;
        var inner = layers.LeakyRelu(Normed(padded, key + ".conv1", from, to), NegativeSlope);
        return (layers.Add(bypass, Normed(Padded(inner), key + ".conv2", to, to, stride)), to);
    }

    private string Normed(string padded, string key, int from, int to, int stride = 1) =>
        layers.ConvNorm(padded, key + ".conv2d", key + ".norm.norm", from, to, Kernel, stride, pad: 0);

    private string Conv(string padded, string key, int from, int to, int stride = 1) => _graph.Conv(
        padded,
        _graph.Weight(key + "_weight", layers.Read(key + ".conv2d.weight", to, from, Kernel, Kernel)),
        _graph.Weight(key + "_bias", layers.Read(key + ".conv2d.bias", to)),
        Kernel,
        stride: stride);

    private string Padded(string value) =>
        _graph.Node("Pad", [value, _graph.Longs("around", 0, 0, 1, 1, 0, 0, 1, 1)], NodeAttributes.Text("mode", "reflect"));

    private void Output(string name, string value, int channels)
    {
        _graph.NodeInto(name, "Identity", [value]);
        _graph.Output(name, DataType.Float, "n", channels, default, default);
    }
}
