using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Degradation;

/// <summary>The blocks and rings of one JPEG file, behind the bicubic rule where the scale is above 1. Half of the files have colours of half the resolution.</summary>
/// <param name="scale">How much smaller the result is: 1 to 4.</param>
internal sealed class Blocks(int scale) : IDegradation
{
    public const int LeastQuality = 10, MostQuality = 95;

    public Raster Apply(Raster high, SynthRandom random)
    {
        var low = scale == 1 ? high : Imresize.Shrink(high, scale);
        return JpegPass.Through(Planes.Of(low), LeastQuality + random.Below(MostQuality - LeastQuality + 1), random.Chance(0.5)).ToRaster();
    }
}
