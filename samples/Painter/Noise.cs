namespace SuperResFarm.Samples;

/// <summary>Smooth random values on the plane, the same on every machine.</summary>
internal static class Noise
{
    /// <summary>Sum of octaves of value noise, 0 to 1, with half the height and twice the frequency in each.</summary>
    public static double Fractal(double x, double y, int octaves)
    {
        var (sum, height, total) = (0.0, 1.0, 0.0);
        for (var octave = 0; octave < octaves; octave++, height /= 2, x *= 2.03, y *= 2.03)
        {
            sum += height * Smooth(x + 17.3 * octave, y - 9.1 * octave);
            total += height;
        }
        return sum / total;
    }

    private static double Smooth(double x, double y)
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (u, v) = (Ease(x - left), Ease(y - top));
        var upper = Mix(Lattice(left, top), Lattice(left + 1, top), u);
        var lower = Mix(Lattice(left, top + 1), Lattice(left + 1, top + 1), u);
        return Mix(upper, lower, v);
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);

    private static double Mix(double a, double b, double t) => a + (b - a) * t;

    private static double Lattice(double x, double y)
    {
        var hash = (uint)((int)x * 374761393 + (int)y * 668265263);
        hash = (hash ^ (hash >> 13)) * 1274126177;
        return ((hash ^ (hash >> 16)) & 0xffff) / 65535.0;
    }
}
