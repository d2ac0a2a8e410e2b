using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Degradation;

/// <summary>Noise as cameras make it: of one strength everywhere, or stronger where more light falls.</summary>
internal static class Grain
{
    /// <summary>Adds noise of a random kind; in two of five cases the same in all channels.</summary>
    /// <param name="planes">Changed in place.</param>
    /// <param name="random">Decides.</param>
    /// <param name="widest">Largest deviation in levels of 255, at least 1.</param>
    /// <param name="brightest">Strongest noise of light: 1 is that of a picture of at most 255 quanta a pixel.</param>
    public static void Add(Planes planes, SynthRandom random, double widest, double brightest)
    {
        var gray = random.Chance(0.4);
        if (random.Chance(0.5))
        {
            var deviation = random.Between(1, widest);
            Add(planes, random, gray, _ => deviation);
        }
        else
        {
            // A normal distribution with the mean and variance of Poisson's.
            var strength = random.Between(0.05, brightest);
            Add(planes, random, gray, level => strength * Math.Sqrt(Math.Clamp(level, 0, byte.MaxValue)));
        }
    }

    private static void Add(Planes planes, SynthRandom random, bool gray, Func<float, double> deviation)
    {
        var size = planes.Width * planes.Height;
        for (var i = 0; i < size; i++)
        {
            var shared = random.Gauss();
            for (var at = i; at < planes.Values.Length; at += size)
                planes.Values[at] += (float)(deviation(planes.Values[at]) * (gray ? shared : random.Gauss()));
        }
    }
}
