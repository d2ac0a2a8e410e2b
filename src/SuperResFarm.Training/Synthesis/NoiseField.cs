namespace SuperResFarm.Training.Synthesis;

/// <summary>Random values on the plane whose strength falls with frequency, as in pictures of nature; repeats after <see cref="Period"/>.</summary>
internal sealed class NoiseField
{
    /// <summary>Pixels after which the field repeats; a power of two.</summary>
    public const int Period = 512;

    private readonly float[] _values = new float[Period * Period];

    /// <param name="random">Decides.</param>
    /// <param name="slope">Exponent of the amplitude over frequency: 0 white, 1 as nature, 2 clouds.</param>
    /// <param name="stretch">How much longer structures are along x than along y; 1 has no direction.</param>
    public NoiseField(SynthRandom random, double slope, int stretch = 1)
    {
        for (var cells = 4; cells <= Period; cells *= 2)
            AddOctave(random, cells, Math.Max(1, cells / stretch), Math.Pow(cells, 1 - slope));
        Normalise();
    }

    /// <returns>The value at a place, of mean 0 and variance 1.</returns>
    public float At(double x, double y)
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (u, v) = ((float)(x - left), (float)(y - top));
        int x0 = (int)left & Period - 1, y0 = (int)top & Period - 1, x1 = x0 + 1 & Period - 1, y1 = y0 + 1 & Period - 1;
        var upper = _values[y0 * Period + x0] * (1 - u) + _values[y0 * Period + x1] * u;
        var lower = _values[y1 * Period + x0] * (1 - u) + _values[y1 * Period + x1] * u;
        return upper * (1 - v) + lower * v;
    }

    // An octave of twice the frequency holds twice as many frequencies in each direction: hence the 1 - slope above.
    // One octave: random values on a grid, joined by cubic splines in both directions.
    private void AddOctave(SynthRandom random, int rows, int columns, double height)
    {
        var grid = new float[rows * columns];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = (float)(height * random.Gauss());
        for (var y = 0; y < Period; y++)
        {
            var (row, v) = Math.DivRem(y * rows, Period) is var (q, r) ? (q, Ease((float)r / Period)) : default;
            var below = (row + 1) % rows;
            for (var x = 0; x < Period; x++)
            {
                var column = x * columns / Period;
                var u = Ease((float)(x * columns % Period) / Period);
                var right = (column + 1) % columns;
                var upper = grid[row * columns + column] * (1 - u) + grid[row * columns + right] * u;
                var lower = grid[below * columns + column] * (1 - u) + grid[below * columns + right] * u;
                _values[y * Period + x] += upper * (1 - v) + lower * v;
            }
        }
    }

    private void Normalise()
    {
        var mean = _values.Average();
        var deviation = MathF.Sqrt(_values.Average(value => (value - mean) * (value - mean)));
        for (var i = 0; i < _values.Length; i++)
            _values[i] = (_values[i] - mean) / deviation;
    }

    private static float Ease(float t) => t * t * (3 - 2 * t);
}
