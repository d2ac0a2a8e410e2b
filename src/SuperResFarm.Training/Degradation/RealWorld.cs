using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Degradation;

/// <summary>
/// The second-order degradation of Real-ESRGAN (Wang et al., 2021): blur, resizing, noise and JPEG, then all of it again, with a sinc filter before or after
/// the last JPEG. Ranges and shares are those of its x4plus training.
/// </summary>
/// <param name="scale">How much smaller the result is: 2 to 4.</param>
internal sealed class RealWorld(int scale) : IDegradation
{
    public Raster Apply(Raster high, SynthRandom random)
    {
        var (width, height) = (high.Size.Width / scale, high.Size.Height / scale);
        var planes = Planes.Of(high).Convolved(BlurKernel.Random(random, 3));
        planes = Resized(planes, high.Size, random, up: 0.2, down: 0.7, least: 0.15, most: 1.5);
        Grain.Add(planes, random, 30, 3);
        planes = Jpeg(planes, random);

        if (!random.Chance(0.2))
            planes = planes.Convolved(BlurKernel.Random(random, 1.5));
        planes = Resized(planes, new(width, height), random, up: 0.3, down: 0.4, least: 0.3, most: 1.2);
        Grain.Add(planes, random, 25, 2.5);

        if (random.Chance(0.5))
            return Jpeg(Last(planes, width, height, random), random).ToRaster();
        return Last(Jpeg(planes, random), width, height, random).ToRaster();
    }

    private static Planes Resized(Planes planes, PixelSize about, SynthRandom random, double up, double down, double least, double most)
    {
        var choice = random.Unit();
        var factor = choice < up ? random.Between(1, most) : choice < up + down ? random.Between(least, 1) : 1;
        return PlaneResize.To(planes, Math.Max(8, (int)(about.Width * factor)), Math.Max(8, (int)(about.Height * factor)), Kind(random));
    }

    private static Planes Last(Planes planes, int width, int height, SynthRandom random)
    {
        var resized = PlaneResize.To(planes, width, height, Kind(random));
        return random.Chance(0.8) ? resized.Convolved(BlurKernel.Ringing(random)) : resized;
    }

    // Colours of half the resolution up to 89, as encoders do it by themselves.
    private static Planes Jpeg(Planes planes, SynthRandom random) => 30 + random.Below(66) is var quality ? JpegPass.Through(planes, quality, quality < 90) : planes;

    private static ResizeKind Kind(SynthRandom random) => (ResizeKind)random.Below(3);
}
