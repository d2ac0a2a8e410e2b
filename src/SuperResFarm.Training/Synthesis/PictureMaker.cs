using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Training.Synthesis;

/// <summary>Makes pictures that nobody has rights in. Picture n of a seed is always the same on machines with the same fonts.</summary>
/// <param name="seed">Decides everything.</param>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
/// <param name="kind">What is on the pictures.</param>
internal sealed class PictureMaker(long seed, int width, int height, PictureKind kind = PictureKind.Mixed)
{
    /// <param name="number">0 or more.</param>
    public Raster Make(int number)
    {
        var random = new SynthRandom(seed, number);
        var canvas = new Canvas(width, height);
        var palette = new Palette(random);
        var drawings = new Drawings(random);
        switch (Chosen(random.Unit()))
        {
            case PictureKind.Page:
                drawings.Page(canvas, palette);
                break;
            case PictureKind.LineArt:
                drawings.LineArt(canvas, palette);
                break;
            case PictureKind.Halftone:
                new DeadLeaves(random).Paint(canvas, palette);
                drawings.Halftone(canvas);
                break;
            case PictureKind.Signs:
                new DeadLeaves(random).Paint(canvas, palette);
                drawings.Signs(canvas, palette);
                break;
            default:
                new DeadLeaves(random).Paint(canvas, palette);
                break;
        }
        canvas.Blur(random.LogBetween(0.3, 1.4));
        if (random.Chance(0.6))
            canvas.Sharpen(random.Between(1.5, 3), random.Between(0.1, 0.9));
        return canvas.Halved();
    }

    private PictureKind Chosen(double chance) => (kind, chance) switch
    {
        (not PictureKind.Mixed, _) => kind,
        (_, < 0.05) => PictureKind.Page,
        (_, < 0.12) => PictureKind.LineArt,
        (_, < 0.15) => PictureKind.Halftone,
        (_, < 0.30) => PictureKind.Signs,
        _ => PictureKind.Leaves,
    };
}
