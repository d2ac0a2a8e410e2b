using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Faces;

/// <summary>Writes one RetinaFace: body, feature pyramid (Lin et al., 2017), context modules (SSH, Najibi et al., 2017), heads.</summary>
internal sealed class RetinaFaceGraph(Layers layers)
{
    private const int Anchors = 2;   // at each place of a level
    private const int Scores = 2, Corners = 4, Landmarks = 10;

    // The authors' rule: narrow pyramids use leaky ReLU, wide ones ReLU.
    private const int WidestLeaky = 64;
    private const float NarrowSlope = 0.1f;

    private readonly GraphBuilder _graph = layers.Graph;

    public ModelProto Build()
    {
        layers.Ignore(key => key.EndsWith(".num_batches_tracked", StringComparison.Ordinal));
        var body = RetinaFaceBody.Write(layers, layers.Image(channels: 3));
        var width = layers.LengthOf("fpn.output1.1.bias");
        if (width % 4 != 0)
            throw ModelRefusal.Because($"The RetinaFace model's 'fpn.output1.1.bias' has {width} values; needed is a multiple of 4.");

        string[] levels = [.. Pyramid(body, width).Select((level, i) => Context(level, $"ssh{i + 1}", width))];
        Table("bbox", Tables(levels, "BboxHead", Corners, width), Corners);
        Table("conf", _graph.Node("Softmax", [Tables(levels, "ClassHead", Scores, width)], NodeAttributes.Int("axis", -1)), Scores);
        Table("landmarks", Tables(levels, "LandmarkHead", Landmarks, width), Landmarks);
        layers.RequireAllRead();
        return _graph.ToModel();
    }

    private string[] Pyramid(IReadOnlyList<(string Value, int Channels)> body, int width)
    {
        string[] levels = [.. body.Select((level, i) => Activated(Conv(level.Value, $"fpn.output{i + 1}", level.Channels, width, kernel: 1), width))];
        for (var i = levels.Length - 2; i >= 0; i--)
            levels[i] = Activated(Conv(layers.Add(levels[i], Enlarged(levels[i + 1], levels[i])), $"fpn.merge{i + 1}", width, width), width);
        return levels;
    }

    // Levels are rounded up, so the finer one may be one short of the double.
    private string Enlarged(string coarse, string fine)
    {
        var count = _graph.Node("Shape", [coarse], NodeAttributes.Int("start", 0), NodeAttributes.Int("end", 2));
        var size = _graph.Node("Shape", [fine], NodeAttributes.Int("start", 2), NodeAttributes.Int("end", 4));
        return _graph.Node(
            "Resize",
            [coarse, "", "", _graph.Node("Concat", [count, size], NodeAttributes.Int("axis", 0))],
            NodeAttributes.Text("mode", "nearest"),
            NodeAttributes.Text("coordinate_transformation_mode", "asymmetric"),
            NodeAttributes.Text("nearest_mode", "floor"));
    }

    // Windows of 3, 5 and 7, the larger ones as chains of 3.
    private string Context(string value, string key, int width)
    {
        var (half, quarter) = (width / 2, width / 4);
        var narrow = Activated(Conv(value, key + ".conv5X5_1", width, quarter), width);
        var narrower = Activated(Conv(narrow, key + ".conv7X7_2", quarter, quarter), width);
        return _graph.Node("Relu",
        [
            layers.Concat(
                Conv(value, key + ".conv3X3", width, half),
                Conv(narrow, key + ".conv5X5_2", quarter, quarter),
                Conv(narrower, key + ".conv7x7_3", quarter, quarter)),
        ]);
    }

    private string Conv(string value, string key, int from, int to, int kernel = 3) =>
        layers.ConvNorm(value, key + ".0", key + ".1", from, to, kernel);

    private string Activated(string value, int width) =>
        width <= WidestLeaky ? layers.LeakyRelu(value, NarrowSlope) : _graph.Node("Relu", [value]);

    /// <returns>The answers of a head at all levels, one row for each anchor.</returns>
    private string Tables(string[] levels, string head, int values, int width) => _graph.Node(
        "Concat", [.. levels.Select((level, i) => Rows(layers.Conv(level, $"{head}.{i}.conv1x1", width, Anchors * values, kernel: 1), values))],
        NodeAttributes.Int("axis", 1));

    private string Rows(string value, int values)
    {
        var interleaved = _graph.Node("Transpose", [value], NodeAttributes.Ints("perm", 0, 2, 3, 1));
        return _graph.Node("Reshape", [interleaved, _graph.Longs("rows", 0, -1, values)]);
    }

    private void Table(string name, string value, int values)
    {
        _graph.NodeInto(name, "Identity", [value]);
        _graph.Output(name, DataType.Float, "n", "anchors", values);
    }
}
