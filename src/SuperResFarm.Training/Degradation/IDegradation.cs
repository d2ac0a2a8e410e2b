using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Degradation;

/// <summary>Makes of a piece of a picture what a network shall make it from, each time in another way.</summary>
internal interface IDegradation
{
    /// <param name="high">RGB, 8 bits; its sides are multiples of the scale.</param>
    /// <param name="random">Decides.</param>
    /// <returns>The picture, smaller by the scale.</returns>
    Raster Apply(Raster high, SynthRandom random);
}
