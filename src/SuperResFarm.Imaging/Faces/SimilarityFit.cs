namespace SuperResFarm.Imaging.Faces;

/// <summary>
/// Finds the similarity that brings five landmarks to a template although some of them may be wrong: least median of squares (Rousseeuw, 1984) over pairs of
/// points, then least squares over those that agree with it.
/// </summary>
public static class SimilarityFit
{
    private const int Points = 5;
    private const int Freedom = 2;             // points that fix a similarity
    private const double Normal = 1.4826;      // standard deviation over the median of absolute deviations
    private const double Deviations = 2.5;
    private const double LeastDeviation = 1e-3;

    // The reference implementation (OpenCV's estimateAffinePartial2D) draws thirteen pairs by a generator that always begins alike, and so tries these and no others.
    // All ten would align some faces otherwise, by pixels.
    private static readonly (int, int)[] _pairs = [(0, 4), (0, 3), (1, 2), (0, 1), (1, 4), (1, 3)];

    /// <param name="from">Five landmarks, not all in one place.</param>
    /// <param name="to">Where each belongs.</param>
    /// <exception cref="ArgumentException">The points fix no similarity.</exception>
    public static Similarity Find(IReadOnlyList<FacePoint> from, IReadOnlyList<FacePoint> to)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Count, Points, nameof(from));
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Count, Points, nameof(to));
        var (best, least) = (default(Similarity?), double.PositiveInfinity);
        foreach (var (one, other) in _pairs)
            if (LeastSquares(from, to, [one, other]) is { } candidate && Errors(candidate, from, to).Order().ElementAt(Points / 2) is var median && median < least)
                (best, least) = (candidate, median);
        if (best is not { } robust)
            throw new ArgumentException("All landmarks lie in one place.", nameof(from));

        var deviation = Math.Max(LeastDeviation, Deviations * Normal * (1 + (5.0 / (Points - Freedom))) * Math.Sqrt(least));
        var errors = Errors(robust, from, to);
        return LeastSquares(from, to, [.. Enumerable.Range(0, Points).Where(i => errors[i] <= deviation * deviation)]) ?? robust;
    }

    private static Similarity? LeastSquares(IReadOnlyList<FacePoint> from, IReadOnlyList<FacePoint> to, int[] chosen)
    {
        var (source, target) = (Mean(from, chosen), Mean(to, chosen));
        double along = 0, across = 0, square = 0;
        foreach (var i in chosen)
        {
            var (x, y) = (from[i].X - source.X, from[i].Y - source.Y);
            var (u, v) = (to[i].X - target.X, to[i].Y - target.Y);
            along += (x * u) + (y * v);
            across += (x * v) - (y * u);
            square += (x * x) + (y * y);
        }
        if (square == 0 || (along == 0 && across == 0))
            return null;
        var (a, b) = (along / square, across / square);
        return new Similarity(a, b, target.X - ((a * source.X) - (b * source.Y)), target.Y - ((b * source.X) + (a * source.Y)));
    }

    private static FacePoint Mean(IReadOnlyList<FacePoint> points, int[] chosen) => new(chosen.Average(i => points[i].X), chosen.Average(i => points[i].Y));

    private static double[] Errors(Similarity candidate, IReadOnlyList<FacePoint> from, IReadOnlyList<FacePoint> to) =>
        [.. from.Zip(to, (source, target) => candidate.Apply(source).DistanceTo(target)).Select(distance => distance * distance)];
}
