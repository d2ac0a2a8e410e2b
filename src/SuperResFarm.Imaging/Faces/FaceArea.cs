using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>The part of an enlarged image that an aligned face covers.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns; 0 where the face lies beyond the image.</param>
/// <param name="Height">Rows; 0 where the face lies beyond the image.</param>
/// <param name="Pixels">Area that the turned square has within the image.</param>
public readonly record struct FaceArea(int Left, int Top, int Width, int Height, double Pixels)
{
    /// <param name="edge">Edge of the aligned face.</param>
    /// <param name="toResult">From the aligned face into the image.</param>
    /// <param name="size">Of the image.</param>
    public static FaceArea Of(int edge, Similarity toResult, PixelSize size)
    {
        var (first, last) = (-0.5, edge - 0.5);
        FacePoint[] corners = [.. new FacePoint[] { new(first, first), new(last, first), new(last, last), new(first, last) }.Select(toResult.Apply)];
        IReadOnlyList<FacePoint> inside = corners;
        inside = Cut(inside, point => point.X + 0.5);
        inside = Cut(inside, point => size.Width - 0.5 - point.X);
        inside = Cut(inside, point => point.Y + 0.5);
        inside = Cut(inside, point => size.Height - 0.5 - point.Y);
        if (inside.Count == 0)
            return default;
        // Pixels whose middle lies within.
        var (left, top) = ((int)Math.Ceiling(inside.Min(point => point.X)), (int)Math.Ceiling(inside.Min(point => point.Y)));
        var (right, bottom) = ((int)Math.Floor(inside.Max(point => point.X)), (int)Math.Floor(inside.Max(point => point.Y)));
        return right < left || bottom < top ? default : new(left, top, right - left + 1, bottom - top + 1, AreaOf(inside));
    }

    /// <returns>The part of a polygon where something is not negative (Sutherland and Hodgman, 1974).</returns>
    private static List<FacePoint> Cut(IReadOnlyList<FacePoint> polygon, Func<FacePoint, double> inside)
    {
        var kept = new List<FacePoint>();
        for (var i = 0; i < polygon.Count; i++)
        {
            var (here, next) = (polygon[i], polygon[(i + 1) % polygon.Count]);
            var (one, other) = (inside(here), inside(next));
            if (one >= 0)
                kept.Add(here);
            if (one >= 0 != other >= 0 && one / (one - other) is var share)
                kept.Add(new(here.X + (share * (next.X - here.X)), here.Y + (share * (next.Y - here.Y))));
        }
        return kept;
    }

    private static double AreaOf(IReadOnlyList<FacePoint> polygon) =>
        Math.Abs(polygon.Select((point, i) => (point, Next: polygon[(i + 1) % polygon.Count])).Sum(side => (side.point.X * side.Next.Y) - (side.Next.X * side.point.Y))) / 2;
}
