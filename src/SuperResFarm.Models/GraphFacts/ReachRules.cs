using System.Collections.Frozen;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.GraphFacts;

/// <summary>What each operator adds to the reach of its inputs. Meanings: ONNX operator reference, opsets 9 to 22.</summary>
internal static class ReachRules
{
    private static readonly FrozenSet<string> _pointwise = FrozenSet.ToFrozenSet(
    [
        "Abs", "Add", "BatchNormalization", "Cast", "Celu", "Ceil", "Clip", "Div", "Dropout", "Elu", "Erf", "Exp", "Floor",
        "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Log", "Max", "Min", "Mish", "Mul", "Neg", "Pow", "PRelu",
        "Reciprocal", "Relu", "Round", "Selu", "Sigmoid", "Sign", "Softplus", "Softsign", "Sqrt", "Sub", "Sum", "Tanh",
        "ThresholdedRelu",
    ]);

    /// <returns>The reach of the outputs of <paramref name="node"/>, or null when it looks globally or is not known.</returns>
    /// <param name="node">An operation with at least one input that depends on the image.</param>
    /// <param name="first">Reach of the first input, or null when that does not depend on the image.</param>
    /// <param name="joined">Reach of all inputs together, or null when their resolutions differ.</param>
    /// <param name="constants">Constants by name.</param>
    public static Reach? After(NodeProto node, Reach? first, Reach? joined, IReadOnlyDictionary<string, TensorProto> constants)
    {
        if (node.Domain is not ("" or "ai.onnx"))
            return null;
        if (_pointwise.Contains(node.OpType))
            return node.Input.Any(input => constants.TryGetValue(input, out var constant) && VariesInSpace(constant)) ? null : joined;
        return node.OpType switch
        {
            "Concat" => node.Int("axis", 1) is 1 or -3 ? joined : null,
            "Split" => node.Int("axis", 0) is 1 or -3 ? first : null,
            "Conv" => constants.TryGetValue(node.InputAt(1), out var weight) ? Convolution(node, first, weight) : null,
            "ConvTranspose" => constants.TryGetValue(node.InputAt(1), out var weight) ? Transposed(node, first, weight) : null,
            "MaxPool" or "AveragePool" => node.Find("kernel_shape") is { Ints: [var height, var width] }
                ? Windowed(node, first, height, width)
                : null,
            "DepthToSpace" => first?.Resize(node.Int("blocksize", 1)),
            "SpaceToDepth" => first?.Window(node.Int("blocksize", 1), 0, node.Int("blocksize", 1)),
            // Between the planar and the interleaved order; both axes of space stay in step.
            "Transpose" => node.Find("perm")?.Ints is [0, 3, 1, 2] or [0, 2, 3, 1] ? first : null,
            "Pad" => Padded(node, first, constants),
            "Resize" or "Upsample" => ReachOfResize.After(node, first, constants),
            _ => null,
        };
    }

    // A constant with an extent in space belongs to one position of the image, so tiles would differ from the whole.
    private static bool VariesInSpace(TensorProto constant) =>
        constant.Dims.TakeLast(2).Any(length => length != 1) && constant.Dims.Count > 0;

    private static Reach? Convolution(NodeProto node, Reach? input, TensorProto weight) =>
        weight.Dims is [_, _, var height, var width] ? Windowed(node, input, height, width) : null;

    private static Reach? Windowed(NodeProto node, Reach? input, long height, long width)
    {
        if (input is not { } reach || node.Ints("strides", 2, 1) is not [var down, var across] || down != across || down < 1
            || node.Ints("dilations", 2, 1) is not { } dilations || node.Ints("pads", 4, 0) is not { } pads)
            return null;
        // Spans in pixels: the taps and the gaps between them.
        long[] spans = [((height - 1) * dilations[0]) + 1, ((width - 1) * dilations[1]) + 1];
        var before = node.Text("auto_pad", "NOTSET") switch
        {
            "SAME_LOWER" => spans.Select(span => span / 2).ToArray(),
            "SAME_UPPER" => [.. spans.Select(span => (span - 1) / 2)],
            "VALID" => [0, 0],
            _ => pads[..2],
        };
        return reach.Window(spans[0], before[0], down).Join(reach.Window(spans[1], before[1], down));
    }

    private static Reach? Transposed(NodeProto node, Reach? input, TensorProto weight)
    {
        if (input is not { } reach || weight.Dims is not [_, _, var height, var width] || node.Text("auto_pad", "NOTSET") != "NOTSET"
            || node.Ints("strides", 2, 1) is not [var up, var across] || up != across || up < 1
            || node.Ints("dilations", 2, 1) is not [1, 1] || node.Ints("pads", 4, 0) is not { } pads)
            return null;
        // Output pixel o gathers the inputs i with o = up * i - pad + tap.
        return Along(height, pads[0]).Join(Along(width, pads[1]));

        Reach Along(long taps, long pad) => reach.Resize(up).Widen(pad - (taps - 1), pad);
    }

    private static Reach? Padded(NodeProto node, Reach? input, IReadOnlyDictionary<string, TensorProto> constants)
    {
        var pads = node.Find("pads")?.Ints.ToArray()
            ?? (constants.TryGetValue(node.InputAt(1), out var given) ? given.Longs() : null);
        return input is { } reach && pads is [0, 0, var top, var left, 0, 0, _, _] && node.Text("mode", "constant") != "wrap"
            && node.Input.Count < 4
            ? reach.Widen(-top, -top).Join(reach.Widen(-left, -left))
            : null;
    }
}
