using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>What a detector of the RetinaFace family (Deng et al., 2019) says of an image: a row for each anchor, in the order level, row, column, size.</summary>
public readonly ref struct AnchorTables
{
    // What the networks were trained with.
    private static readonly (int Stride, int[] Sizes)[] _levels = [(8, [16, 32]), (16, [64, 128]), (32, [256, 512])];
    private const double PlaceUnit = 0.1, SizeUnit = 0.2;
    private const int Points = 5;

    private readonly PixelSize _size;
    private readonly ReadOnlySpan<float> _boxes, _scores, _landmarks;

    /// <param name="size">The image that it looked at.</param>
    /// <param name="boxes">Four values a row: offset of the centre, logarithm of the size.</param>
    /// <param name="scores">Two values a row: background, face.</param>
    /// <param name="landmarks">Ten values a row: five offsets.</param>
    /// <exception cref="ArgumentException">The tables do not belong to an image of this size.</exception>
    public AnchorTables(PixelSize size, ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, ReadOnlySpan<float> landmarks)
    {
        if (scores.Length != 2 * RowsOf(size) || boxes.Length != 2 * scores.Length || landmarks.Length != Points * scores.Length)
            throw new ArgumentException($"Tables of {scores.Length / 2} rows are not those of a {size} image, which has {RowsOf(size)}.");
        _size = size;
        _boxes = boxes;
        _scores = scores;
        _landmarks = landmarks;
    }

    /// <summary>Rows that the tables of an image have.</summary>
    public static int RowsOf(PixelSize size) =>
        _levels.Sum(level => checked(Steps(size.Width, level.Stride) * Steps(size.Height, level.Stride) * level.Sizes.Length));

    /// <returns>Faces with a score above a threshold, in the order of the anchors; many for each face there is.</returns>
    public IReadOnlyList<DetectedFace> Above(double threshold)
    {
        var found = new List<DetectedFace>();
        var row = 0;
        foreach (var (stride, sizes) in _levels)
            for (var y = 0; y < Steps(_size.Height, stride); y++)
                for (var x = 0; x < Steps(_size.Width, stride); x++)
                    foreach (var edge in sizes)
                    {
                        if (_scores[(2 * row) + 1] is var score && score > threshold)
                            found.Add(Decoded(row, new((x + 0.5) * stride, (y + 0.5) * stride), edge, score));
                        row++;
                    }
        return found;
    }

    private static int Steps(int length, int stride) => (length + stride - 1) / stride;

    private DetectedFace Decoded(int row, FacePoint anchor, int edge, double score)
    {
        var box = _boxes.Slice(4 * row, 4);
        var points = _landmarks.Slice(2 * Points * row, 2 * Points);
        var centre = Offset(anchor, edge, box[0], box[1]);
        var (width, height) = (edge * Math.Exp(SizeUnit * box[2]), edge * Math.Exp(SizeUnit * box[3]));
        var places = new FacePoint[Points];
        for (var i = 0; i < Points; i++)
            places[i] = Offset(anchor, edge, points[2 * i], points[(2 * i) + 1]);
        return new(new(centre.X - (width / 2), centre.Y - (height / 2), centre.X + (width / 2), centre.Y + (height / 2)), score, places);
    }

    private static FacePoint Offset(FacePoint anchor, int edge, double x, double y) => new(anchor.X + (PlaceUnit * x * edge), anchor.Y + (PlaceUnit * y * edge));
}
