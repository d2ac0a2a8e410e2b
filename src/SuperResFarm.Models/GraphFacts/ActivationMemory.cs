using System.Globalization;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.GraphFacts;

/// <summary>Estimates from the graph alone what a run needs beside weights, input and output.</summary>
internal static class ActivationMemory
{
    private const int BytesPerValue = 4;   // networks compute in 32-bit floats
    private const string Key = "superresfarm.activation_bytes_per_pixel";
    private const double Most = 1e9;   // a number beyond it is no measure of anything

    /// <summary>Writes into a model what its architecture knows and its graph does not tell; it stays with the model in files.</summary>
    public static void State(ModelProto model, double bytesPerPixel) =>
        model.MetadataProps.Add(new StringStringEntryProto { Key = Key, Value = bytesPerPixel.ToString("R", CultureInfo.InvariantCulture) });

    /// <returns>What was written into a model, or null when nothing was.</returns>
    public static double? StatedIn(ModelProto model)
    {
        var text = model.MetadataProps.FirstOrDefault(entry => entry.Key == Key)?.Value;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bytes) && bytes is > 0 and < Most ? bytes : null;
    }

    /// <summary>Most bytes that live at the same time when nodes run in order, for each input pixel.</summary>
    /// <param name="graph">A graph with one image input and one image output.</param>
    /// <param name="channels">Channels of the image, in whatever place its layout has them.</param>
    /// <returns>Null when an operator changes the resolution in a way that is not known.</returns>
    /// <remarks>An engine that fuses nodes needs less, one that keeps a blocked copy more: measured within a fifth on Compact networks.</remarks>
    public static double? BytesPerPixel(GraphProto graph, int channels)
    {
        var constants = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        var images = graph.Input.Where(input => !constants.ContainsKey(input.Name)).ToArray();
        if (images is not [var image])
            return null;

        var lastUse = graph.Node.SelectMany((node, index) => node.Input.Select(name => (name, index)))
            .GroupBy(use => use.name).ToDictionary(uses => uses.Key, uses => uses.Max(use => use.index));
        var live = new Dictionary<string, Extent> { [image.Name] = new(channels, 1) };
        var peak = 0.0;
        foreach (var (index, node) in graph.Node.Index())
        {
            if (node.Input.Any(live.ContainsKey))
            {
                if (After(node, live, constants) is not { } extent)
                    return null;
                foreach (var output in node.Output)
                    live[output] = extent;
            }
            peak = Math.Max(peak, live.Values.Sum(value => value.Values));
            foreach (var name in node.Input.Where(name => lastUse[name] == index))
                live.Remove(name);
        }
        return peak * BytesPerValue;
    }

    private static Extent? After(NodeProto node, Dictionary<string, Extent> live, Dictionary<string, TensorProto> constants)
    {
        var inputs = node.Input.Where(live.ContainsKey).Select(name => live[name]).ToList();
        var first = inputs[0];
        var block = node.Int("blocksize", 1);
        var stride = node.Find("strides")?.Ints is [var down, ..] ? down : 1;
        return node.OpType switch
        {
            "Conv" => constants.TryGetValue(node.InputAt(1), out var weight) ? new(weight.Dims[0], first.Scale / stride) : null,
            "ConvTranspose" => constants.TryGetValue(node.InputAt(1), out var weight) ? new(weight.Dims[1] * node.Int("group", 1), first.Scale * stride) : null,
            "DepthToSpace" => new(first.Channels / (block * block), first.Scale * block),
            "SpaceToDepth" => new(first.Channels * block * block, first.Scale / block),
            "Concat" => first with { Channels = inputs.Sum(input => input.Channels) },
            "Resize" or "Upsample" => ReachOfResize.After(node, new Reach(first.Scale, 0, 0, 1), constants) is { } reach ? first with { Scale = reach.Scale } : null,
            "Shape" => new(0, 1),   // a few numbers
            "Reshape" or "MatMul" or "Slice" => null,
            _ => inputs.MaxBy(input => input.Values),
        };
    }

    /// <summary>Channels, and pixels along an axis for each input pixel.</summary>
    private readonly record struct Extent(double Channels, double Scale)
    {
        public double Values => Channels * Scale * Scale;
    }
}
