namespace SuperResFarm.Training.Synthesis;

/// <summary>What lies on a leaf: how much brighter each place of it is than its colour.</summary>
internal static class Texture
{
    /// <param name="random">Decides.</param>
    /// <param name="fields">Noise to take patches from.</param>
    /// <param name="smooth">The same without anything fine.</param>
    /// <param name="radius">Of the leaf, in painted pixels.</param>
    /// <param name="roughness">Factor of the noise; about 1.</param>
    /// <param name="angle">Of what has a direction, in radians.</param>
    /// <returns>Brightness by place, in painted pixels from the centre of the leaf: what is added to medium gray, and to other colours in proportion.</returns>
    public static Func<double, double, float> Random(SynthRandom random, IReadOnlyList<NoiseField> fields, NoiseField smooth, double radius, double roughness, double angle)
    {
        var gradient = Gradient(random, radius);
        var surface = random.Unit() switch
        {
            < 0.55 => Noise(random, fields, roughness, angle),
            < 0.67 => Patches(random, smooth, angle),
            < 0.78 => Waves(random, smooth, angle),
            < 0.84 => Stripes(random, angle),
            < 0.87 => Checks(random, angle),
            _ => null,
        };
        return surface is null ? gradient : (x, y) => gradient(x, y) + surface(x, y);
    }

    private static Func<double, double, float> Gradient(SynthRandom random, double radius)
    {
        var (sin, cos) = Math.SinCos(random.Between(0, 2 * Math.PI));
        var (linear, round) = (random.Gauss() * 0.07 / radius, random.Chance(0.3) ? random.Gauss() * 0.1 / (radius * radius) : 0);
        return (x, y) => (float)(linear * (cos * x + sin * y) + round * (x * x + y * y));
    }

    private static Func<double, double, float> Noise(SynthRandom random, IReadOnlyList<NoiseField> fields, double roughness, double angle)
    {
        var at = Place(random, fields[random.Below(fields.Count)], angle, random.LogBetween(0.25, 1), 1);
        var height = (float)(roughness * random.LogBetween(0.006, 0.12));
        return (x, y) => height * at(x, y);
    }

    // Two tones with curved borders between them, as spots, marble and peeling paint have; blunt ones are clouds.
    private static Func<double, double, float> Patches(SynthRandom random, NoiseField smooth, double angle)
    {
        var at = Place(random, smooth, angle, random.LogBetween(0.1, 1.5), random.LogBetween(1, 4));
        var (height, sharpness, level) = (random.LogBetween(0.01, 0.2), random.LogBetween(1, 20), random.Between(-1, 1));
        return (x, y) => (float)(height * Math.Tanh(sharpness * (at(x, y) - level)));
    }

    // Lines that run beside each other and bend, as in wood, fur and water.
    private static Func<double, double, float> Waves(SynthRandom random, NoiseField smooth, double angle)
    {
        var at = Place(random, smooth, angle, random.LogBetween(0.1, 0.8), random.LogBetween(1, 6));
        var (sin, cos) = Math.SinCos(angle);
        var frequency = 2 * Math.PI / random.LogBetween(5, 50);
        var (height, sharpness, bend) = (random.LogBetween(0.01, 0.15), random.LogBetween(0.5, 6), random.LogBetween(0.5, 8));
        return (x, y) => (float)(height * Math.Tanh(sharpness * Math.Sin(frequency * (cos * y - sin * x) + bend * at(x, y))));
    }

    // A field turned, enlarged, and stretched along the angle.
    private static Func<double, double, float> Place(SynthRandom random, NoiseField field, double angle, double zoom, double stretch)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (dx, dy) = (random.Between(0, NoiseField.Period), random.Between(0, NoiseField.Period));
        return (x, y) => field.At(dx + zoom / stretch * (cos * x + sin * y), dy + zoom * (cos * y - sin * x));
    }

    // Waves of one direction; the sharp ones are bars.
    private static Func<double, double, float> Stripes(SynthRandom random, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var frequency = 2 * Math.PI / random.LogBetween(6, 60);
        var (height, sharpness, bend) = (random.LogBetween(0.02, 0.25), random.LogBetween(0.5, 8), random.Gauss() * 0.004);
        return (x, y) => (float)(height * Math.Tanh(sharpness * Math.Sin(frequency * (cos * x + sin * y + bend * (cos * y - sin * x) * (cos * y - sin * x)))));
    }

    private static Func<double, double, float> Checks(SynthRandom random, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var frequency = Math.PI / random.LogBetween(5, 40);
        var (height, sharpness) = (random.LogBetween(0.03, 0.25), random.LogBetween(1, 10));
        return (x, y) => (float)(height * Math.Tanh(sharpness * Math.Sin(frequency * (cos * x + sin * y)) * Math.Sin(frequency * (cos * y - sin * x))));
    }
}
