using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Training.Synthesis;

/// <summary>Makes pictures that nobody has rights in. Picture n of a seed is always the same on machines with the same fonts.</summary>
/// <param name="seed">Decides everything.</param>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
internal sealed class PictureMaker(long seed, int width, int height)
{
    /// <param name="number">0 or more.</param>
    public Raster Make(int number)
    {
        var random = new SynthRandom(seed, number);
        var canvas = new Canvas(width, height);
        var palette = new Palette(random);
        var drawings = new Drawings(random);
        switch (random.Unit())
        {
            case < 0.05:
                drawings.Page(canvas, palette);
                break;
            case < 0.12:
                drawings.LineArt(canvas, palette);
                break;
            case < 0.15:
                new DeadLeaves(random).Paint(canvas, palette);
                drawings.Halftone(canvas);
                break;
            case < 0.30:
                new DeadLeaves(random).Paint(canvas, palette);
                drawings.Signs(canvas, palette);
                break;
            default:
                new DeadLeaves(random).Paint(canvas, palette);
                break;
        }
        canvas.Blur(random.LogBetween(0.5, 1.8));
        return canvas.Halved();
    }
}
