namespace SuperResFarm.Imaging.Quality;

/// <summary>Structural similarity (Wang et al., 2004) as its authors' program has it: a Gaussian window of 11 x 11 and sigma 1.5 that stays inside the image,
/// K1 = 0.01, K2 = 0.03, range 255.</summary>
public static class Ssim
{
    /// <summary>Length of the window; smaller planes have no similarity.</summary>
    public const int Window = 11;

    private const double Sigma = 1.5;
    private const double C1 = 0.01 * Plane.Peak * (0.01 * Plane.Peak), C2 = 0.03 * Plane.Peak * (0.03 * Plane.Peak);

    private static readonly double[] _weights = Gaussian();

    /// <returns>The mean over all places of the window, at most 1; null when a side is shorter than <see cref="Window"/>.</returns>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">Of the same size.</param>
    public static double? Of(Plane image, Plane reference)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((image.Width, image.Height), (reference.Width, reference.Height), nameof(image));
        if (Math.Min(image.Width, image.Height) < Window)
            return null;
        // The window is a product of two: each row is smoothed once, and the last 11 of these are smoothed down the columns.
        var columns = image.Width - Window + 1;
        var smoothed = Enumerable.Range(0, Window).Select(_ => new Moments(columns)).ToArray();
        var (all, sum) = (new Moments(columns), 0.0);
        for (var y = 0; y < image.Height; y++)
        {
            Across(image.Row(y), reference.Row(y), smoothed[y % Window]);
            if (y < Window - 1)
                continue;
            all.Clear();
            for (var k = 0; k < Window; k++)
                all.Add(smoothed[(y + 1 + k) % Window], _weights[k]);
            sum += all.SumOfSimilarity();
        }
        return sum / ((double)columns * (image.Height - Window + 1));
    }

    private static void Across(ReadOnlySpan<double> image, ReadOnlySpan<double> reference, Moments row)
    {
        row.Clear();
        for (var x = 0; x < row.Columns; x++)
            for (var k = 0; k < Window; k++)
                row.Add(x, image[x + k], reference[x + k], _weights[k]);
    }

    private static double[] Gaussian()
    {
        var weights = Enumerable.Range(0, Window).Select(i => Math.Exp(-Math.Pow(i - Window / 2, 2) / (2 * Sigma * Sigma))).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    /// <summary>Weighted sums of a, b, a^2, b^2 and ab for each column.</summary>
    private sealed class Moments(int columns)
    {
        private readonly double[] _a = new double[columns], _b = new double[columns], _aa = new double[columns], _bb = new double[columns], _ab = new double[columns];

        public int Columns => columns;

        public void Clear()
        {
            foreach (var sums in (double[][])[_a, _b, _aa, _bb, _ab])
                Array.Clear(sums);
        }

        public void Add(int x, double a, double b, double weight)
        {
            _a[x] += weight * a;
            _b[x] += weight * b;
            _aa[x] += weight * a * a;
            _bb[x] += weight * b * b;
            _ab[x] += weight * a * b;
        }

        public void Add(Moments row, double weight)
        {
            for (var x = 0; x < columns; x++)
            {
                _a[x] += weight * row._a[x];
                _b[x] += weight * row._b[x];
                _aa[x] += weight * row._aa[x];
                _bb[x] += weight * row._bb[x];
                _ab[x] += weight * row._ab[x];
            }
        }

        public double SumOfSimilarity()
        {
            var sum = 0.0;
            for (var x = 0; x < columns; x++)
            {
                var (a, b) = (_a[x], _b[x]);
                var (varianceA, varianceB, covariance) = (_aa[x] - a * a, _bb[x] - b * b, _ab[x] - a * b);
                sum += (2 * a * b + C1) * (2 * covariance + C2) / ((a * a + b * b + C1) * (varianceA + varianceB + C2));
            }
            return sum;
        }
    }
}
