using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Degradation;

/// <summary>Random kernels of blur: Gaussian, generalised Gaussian and plateau, round or drawn out, and the ringing of a sinc filter (Real-ESRGAN, 2021, sections 3.2 and 3.4).</summary>
internal static class BlurKernel
{
    private const int LeastReach = 3, MostReach = 10;

    /// <summary>A kernel of blur; in one of ten cases a sinc filter.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="widest">Largest deviation in pixels.</param>
    /// <returns>Rows of an odd length; the weights add up to 1.</returns>
    public static float[] Random(SynthRandom random, double widest)
    {
        var reach = Reach(random);
        if (random.Chance(0.1))
            return Sinc(reach, random.Between(reach < 6 ? Math.PI / 3 : Math.PI / 5, Math.PI));
        var (kind, drawnOut) = (random.Unit(), random.Chance(0.31));
        var (along, angle) = (random.Between(0.2, widest), random.Between(-Math.PI, Math.PI));
        var across = drawnOut ? random.Between(0.2, widest) : along;
        var (power, plateau) = kind switch
        {
            < 0.70 => (1, false),
            < 0.85 => (random.LogBetween(0.5, 4), false),
            _ => (random.Between(1, 2), true),
        };
        return Bell(reach, along, across, angle, power, plateau);
    }

    /// <returns>A sinc filter of random sharpness.</returns>
    public static float[] Ringing(SynthRandom random) => Sinc(Reach(random), random.Between(Math.PI / 3, Math.PI));

    private static int Reach(SynthRandom random) => LeastReach + random.Below(MostReach - LeastReach + 1);

    // exp(-d^power / 2), or 1 / (1 + d^power) with a plateau, where d is the squared distance in deviations.
    private static float[] Bell(int reach, double along, double across, double angle, double power, bool plateau)
    {
        var (sin, cos) = Math.SinCos(angle);
        return Filled(reach, (x, y) =>
        {
            var (u, v) = ((cos * x + sin * y) / along, (cos * y - sin * x) / across);
            var distance = Math.Pow(u * u + v * v, power);
            return plateau ? 1 / (1 + distance) : Math.Exp(-0.5 * distance);
        });
    }

    // The two-dimensional low pass of all directions: J1, the first Bessel function.
    private static float[] Sinc(int reach, double cutoff) => Filled(reach, (x, y) =>
    {
        var radius = Math.Sqrt(x * x + y * y);
        return radius == 0 ? cutoff * cutoff / (4 * Math.PI) : cutoff * Bessel(cutoff * radius) / (2 * Math.PI * radius);
    });

    private static float[] Filled(int reach, Func<int, int, double> weight)
    {
        var edge = 2 * reach + 1;
        var kernel = new float[edge * edge];
        for (var i = 0; i < kernel.Length; i++)
            kernel[i] = (float)weight(i % edge - reach, i / edge - reach);
        var sum = kernel.Sum();
        for (var i = 0; i < kernel.Length; i++)
            kernel[i] /= sum;
        return kernel;
    }

    // Its integral, J1(z) = 1/pi * integral of cos(t - z sin t) over 0 to pi, by the midpoint rule, which converges at once for periodic functions.
    private static double Bessel(double z)
    {
        const int Steps = 64;
        var sum = 0.0;
        for (var i = 0; i < Steps; i++)
            if (Math.PI * (i + 0.5) / Steps is var t)
                sum += Math.Cos(t - z * Math.Sin(t));
        return sum / Steps;
    }
}
