using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Architectures;

/// <summary>Orders in which the tokens of an image may stand. A token is one pixel's features.</summary>
internal enum SwinIrOrder
{
    /// <summary>Row by row.</summary>
    Image,

    /// <summary>Window by window, row by row within.</summary>
    Windows,

    /// <summary>The same of the image moved up and left by half a window, where what leaves comes back at the other end.</summary>
    Shifted,
}

/// <summary>
/// The windows of an image whose size is known at run time: padding, the order of tokens, and which tokens of a shifted window belong
/// together. Everything is computed from the size of the input, once for the whole network.
/// </summary>
internal sealed class SwinIrWindows
{
    // Softmax makes exactly zero of it. The authors' -100 makes e^-100 of it: nothing beside 1, but a denormal number, which costs a
    // processor a hundred times more to multiply.
    private const float Apart = -1000;

    private readonly GraphBuilder _graph;
    private readonly int _window;
    private readonly Whole _batch, _height, _width, _paddedHeight, _paddedWidth;
    private readonly Dictionary<(SwinIrOrder From, SwinIrOrder To), string> _lookups = [];
    private string? _mask;

    /// <param name="graph">Where to write.</param>
    /// <param name="image">NCHW of any size.</param>
    /// <param name="window">Edge of a window in pixels.</param>
    public SwinIrWindows(GraphBuilder graph, string image, int window)
    {
        (_graph, _window) = (graph, window);
        var sizes = Whole.ShapeOf(graph, image, axes: 4);
        (_batch, _height, _width) = (sizes[0], sizes[2], sizes[3]);
        (_paddedHeight, _paddedWidth) = ((_height + (window - 1)) / window * window, (_width + (window - 1)) / window * window);
    }

    /// <summary>Pads an image on the right and below to whole windows by reflection, as often as it takes; a single pixel repeats.</summary>
    public string Padded(string image) => Mirrored(Mirrored(image, 2, _height, _paddedHeight), 3, _width, _paddedWidth);

    /// <summary>Cuts an enlarged image to what the input becomes without its padding.</summary>
    public string Cropped(string image, int scale) => _graph.Node(
        "Slice", [image, _graph.Longs("start", 0, 0), Shape([], [_height * scale, _width * scale], []), _graph.Longs("axes", 2, 3)]);

    /// <returns>The pixels of a padded image (NCHW) as tokens (pixels x features) in the order of the image.</returns>
    public string ToTokens(string image, int features) =>
        Reshaped(Turned(Reshaped(image, _graph.Longs("shape", 0, features, -1))), _graph.Longs("shape", -1, features));

    /// <returns>Tokens in the order of the image as an image.</returns>
    public string ToImage(string tokens, int features)
    {
        var planes = Turned(Reshaped(tokens, Shape([-1], [_paddedHeight * _paddedWidth], [features])));
        return Reshaped(planes, Shape([-1, features], [_paddedHeight, _paddedWidth], []));
    }

    /// <returns>Where to look each token up in one order to have them in the other: rows of windows x tokens.</returns>
    public string Lookup(SwinIrOrder from, SwinIrOrder to)
    {
        if (_lookups.TryGetValue((from, to), out var known))
            return known;
        var (down, across) = (Lines(_paddedHeight, to), Lines(_paddedWidth, to));
        (down, across) = from == SwinIrOrder.Image
            ? (down * _paddedWidth, across)
            : (Places(down, _paddedHeight, from, _paddedWidth * _window, _window), Places(across, _paddedWidth, from, Whole.Of(_graph, _window * _window), 1));
        var place = to == SwinIrOrder.Image ? down.Along(-1, 1) + across : down.Along(-1, 1, _window, 1) + across.Along(1, -1, 1, _window);
        var places = (_batch.Count() * (_paddedHeight * _paddedWidth)).Along(-1, 1) + place.Along(1, -1);
        return _lookups[(from, to)] = Reshaped(places.Name, Shape([-1], [_paddedWidth * _window], []));
    }

    /// <returns>0 for two tokens of a shifted window that are near in the image, far below 0 where they came together from opposite ends:
    /// rows of windows x windows x 1 x tokens x tokens.</returns>
    public string Mask()
    {
        if (_mask is not null)
            return _mask;
        var parts = (Parts(_paddedHeight).Along(-1, 1, _window, 1) * 3) + Parts(_paddedWidth).Along(1, -1, 1, _window);
        var area = _window * _window;
        var all = _graph.Node("Expand", [Reshaped(parts.Name, _graph.Longs("shape", 1, -1)), Shape([], [_batch], [1])]);
        var together = _graph.Node("Equal", [ByWindow(area, 1), ByWindow(1, area)]);
        return _mask = _graph.Node("Where", [together, _graph.Float("together", 0), _graph.Float("apart", Apart)]);

        string ByWindow(int down, int across) => Reshaped(all, Shape([-1], [_paddedWidth / _window], [1, down, across]));
    }

    // In the last row of shifted windows, the lines of the image's end meet those that came from its start: after whole windows (0)
    // come half a window of the end (1) and half a window of the start (2).
    private Whole Parts(Whole size)
    {
        var lines = size.Count();
        return lines.Reaches(size - _window) + lines.Reaches(size - (_window / 2));
    }

    /// <returns>Lines of the image along an axis of <paramref name="size"/>, as an order meets them.</returns>
    private Whole Lines(Whole size, SwinIrOrder order) => order == SwinIrOrder.Shifted ? (size.Count() + (_window / 2)) % size : size.Count();

    /// <returns>What each line adds to the place of a token in an order of windows.</returns>
    private Whole Places(Whole lines, Whole size, SwinIrOrder order, Whole perWindow, int perLine)
    {
        if (order == SwinIrOrder.Shifted)
            lines = (lines + (size - (_window / 2))) % size;
        return (lines / _window * perWindow) + (lines % _window * perLine);
    }

    // Line i of the result is line min(m, period - m) of the image with m = i mod period and period = 2 * (size - 1).
    private string Mirrored(string image, int axis, Whole size, Whole padded)
    {
        var period = ((size - 1) * 2).AtLeast(1);
        var within = padded.Count() % period;
        return _graph.Node("Gather", [image, within.AtMost(period - within).Name], NodeAttributes.Int("axis", axis));
    }

    private string Turned(string value) => _graph.Node("Transpose", [value], NodeAttributes.Ints("perm", 0, 2, 1));

    private string Reshaped(string value, string shape) => _graph.Node("Reshape", [value, shape]);

    /// <returns>A list of lengths: known ones, then those of this image, then known ones.</returns>
    private string Shape(ReadOnlySpan<long> first, ReadOnlySpan<Whole> sizes, ReadOnlySpan<long> last)
    {
        List<string> parts = first.IsEmpty ? [] : [_graph.Longs("first", first)];
        foreach (var size in sizes)
            parts.Add(size.Along(1).Name);
        if (!last.IsEmpty)
            parts.Add(_graph.Longs("last", last));
        return parts is [var only] ? only : _graph.Node("Concat", [.. parts], NodeAttributes.Int("axis", 0));
    }
}
