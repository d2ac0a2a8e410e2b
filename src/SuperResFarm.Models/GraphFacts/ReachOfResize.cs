using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.GraphFacts;

/// <summary>Reach of Resize and Upsample by whole factors.</summary>
internal static class ReachOfResize
{
    public static Reach? After(NodeProto node, Reach? input, IReadOnlyDictionary<string, TensorProto> constants)
    {
        if (input is not { } reach || Scales(node, constants) is not [1, 1, var factor, var across]
            || factor != across || factor < 1 || factor != MathF.Round(factor))
            return null;
        // Corner alignment makes every step depend on the size of the image: a tile would differ from the whole.
        var coordinates = node.Text("coordinate_transformation_mode", "half_pixel");
        if (node.OpType == "Resize" && coordinates is not ("half_pixel" or "pytorch_half_pixel" or "asymmetric" or "half_pixel_symmetric"))
            return null;
        int? neighbours = node.Text("mode", "nearest") switch
        {
            // Rounding up picks the next pixel for some offsets; the usual modes stay within the own one.
            "nearest" => coordinates == "asymmetric" && node.Text("nearest_mode", "round_prefer_floor") != "floor" ? 1 : 0,
            "linear" => 1,
            "cubic" => 2,
            _ => null,
        };
        return neighbours is { } radius ? reach.Widen(-radius, radius).Resize(factor) : null;
    }

    private static float[]? Scales(NodeProto node, IReadOnlyDictionary<string, TensorProto> constants)
    {
        // Upsample 9: (input, scales). Resize 10: the same. Resize 11 and later: (input, region, scales, sizes).
        var index = node.Input.Count > 2 ? 2 : 1;
        return node.Find("scales") is { Floats.Count: > 0 } attribute ? [.. attribute.Floats]
            : node.Input.Count < 4 && constants.TryGetValue(node.InputAt(index), out var given) ? given.Floats()
            : null;
    }
}
