namespace SuperResFarm.Training.Degradation;

/// <summary>How a picture is resized on its way through the web: programs differ, and few of them do it well.</summary>
internal enum ResizeKind
{
    /// <summary>Mean over the area; repetition when enlarging.</summary>
    Area,

    /// <summary>Between two pixels, without a look at those in between when shrinking.</summary>
    Bilinear,

    /// <summary>Between four pixels (a = -0.75), likewise.</summary>
    Bicubic,
}

/// <summary>Resizes planes to any size.</summary>
internal static class PlaneResize
{
    /// <param name="source">What is resized.</param>
    /// <param name="width">Of the result, at least 1.</param>
    /// <param name="height">Of the result, at least 1.</param>
    /// <param name="kind">By which rule.</param>
    public static Planes To(Planes source, int width, int height, ResizeKind kind)
    {
        var (down, across) = (Taps(source.Height, height, kind), Taps(source.Width, width, kind));
        var result = new Planes(width, height);
        var sums = new float[source.Width];
        for (var plane = 0; plane < Planes.Count; plane++)
            for (var y = 0; y < height; y++)
            {
                Array.Clear(sums);
                foreach (var (place, weight) in down[y])
                {
                    var row = source.Row(plane, place);
                    for (var x = 0; x < sums.Length; x++)
                        sums[x] += weight * row[x];
                }
                var target = result.Row(plane, y);
                for (var x = 0; x < width; x++)
                    foreach (var (place, weight) in across[x])
                        target[x] += weight * sums[place];
            }
        return result;
    }

    private static (int Place, float Weight)[][] Taps(int from, int to, ResizeKind kind)
    {
        var step = (double)from / to;
        return [.. Enumerable.Range(0, to).Select(i => kind == ResizeKind.Area ? Area(i * step, (i + 1) * step, from) : Between((i + 0.5) * step - 0.5, from, kind))];
    }

    private static (int, float)[] Area(double start, double end, int length)
    {
        var (first, last) = ((int)start, Math.Min(length - 1, (int)Math.Ceiling(end) - 1));
        return [.. Enumerable.Range(first, Math.Max(1, last - first + 1)).Select(place =>
            (place, last == first ? 1 : (float)((Math.Min(end, place + 1) - Math.Max(start, place)) / (end - start))))];
    }

    private static (int, float)[] Between(double centre, int length, ResizeKind kind)
    {
        var (left, reach) = ((int)Math.Floor(centre), kind == ResizeKind.Bilinear ? 1 : 2);
        return [.. Enumerable.Range(left - reach + 1, 2 * reach).Select(place =>
            (Math.Clamp(place, 0, length - 1), (float)(kind == ResizeKind.Bilinear ? 1 - Math.Abs(centre - place) : Cubic(Math.Abs(centre - place)))))];
    }

    private static double Cubic(double x) => x <= 1 ? (1.25 * x - 2.25) * x * x + 1 : ((-0.75 * x + 3.75) * x - 6) * x + 3;
}
