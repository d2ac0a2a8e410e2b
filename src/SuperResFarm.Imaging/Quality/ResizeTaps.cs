namespace SuperResFarm.Imaging.Quality;

/// <summary>Which input samples of an axis make an output sample, and with which weights, as MATLAB's <c>imresize</c> has them for its bicubic.</summary>
internal sealed class ResizeTaps
{
    /// <summary>Of the kernel, in samples of the coarser side.</summary>
    public const int Reach = 2;

    private readonly int[] _places;
    private readonly double[] _weights;

    /// <param name="length">Samples of the input, at least 1.</param>
    /// <param name="resized">Samples of the output.</param>
    /// <param name="scale">Output over input; below 1 the kernel is stretched by its inverse.</param>
    public ResizeTaps(int length, int resized, double scale)
    {
        var squeeze = Math.Min(scale, 1);
        Count = (int)Math.Ceiling(2 * Reach / squeeze) + 2;
        (_places, _weights) = (new int[resized * Count], new double[resized * Count]);
        for (var i = 0; i < resized; i++)
        {
            // Centre of the output sample in input samples: both count from 0 and have their centres at halves.
            var centre = (i + 0.5) / scale - 0.5;
            var first = (int)Math.Floor(centre - Reach / squeeze);
            for (var tap = 0; tap < Count; tap++)
            {
                _places[i * Count + tap] = Mirrored(first + tap, length);
                _weights[i * Count + tap] = Cubic(squeeze * (centre - first - tap));
            }
            Normalise(_weights.AsSpan(i * Count, Count));
        }
    }

    /// <summary>Taps of each output sample; some have the weight 0.</summary>
    public int Count { get; }

    public int Place(int sample, int tap) => _places[sample * Count + tap];

    public double Weight(int sample, int tap) => _weights[sample * Count + tap];

    /// <returns>The sample that stands for one beyond an end. The edge sample is repeated: ... 1 0 | 0 1 2 ... 2 | 2 1 ...</returns>
    public static int Mirrored(int place, int length)
    {
        var within = (place % (2 * length) + 2 * length) % (2 * length);
        return Math.Min(within, 2 * length - 1 - within);
    }

    private static void Normalise(Span<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        foreach (ref var weight in weights)
            weight /= sum;
    }

    /// <summary>Keys 1981 with a = -0.5.</summary>
    private static double Cubic(double x) => Math.Abs(x) switch
    {
        <= 1 and var d => (1.5 * d - 2.5) * d * d + 1,
        <= 2 and var d => ((-0.5 * d + 2.5) * d - 4) * d + 2,
        _ => 0,
    };
}
