namespace SuperResFarm.Training.Synthesis;

/// <summary>
/// Leaves that fell on each other: shapes whose radii are distributed as r^-3 have the edges, sizes and occlusions of natural pictures
/// (Lee, Mumford and Huang, 2001).
/// </summary>
/// <param name="random">Decides.</param>
internal sealed class DeadLeaves(SynthRandom random)
{
    private const double Enough = 0.004;    // of the canvas may stay open and becomes ground
    private const int RoundLeaves = 2000;

    // From far away a scene is full of small things, from near it is a few large ones. Radii in painted pixels, twice the final ones.
    private readonly double _smallest = random.LogBetween(4, 90);
    private readonly double _largest = random.LogBetween(200, 600);
    private readonly double _edge = random.LogBetween(1, 2.5);   // painted pixels from cover to none, of a sharp edge
    private readonly double _roughness = random.LogBetween(0.2, 2.2);   // of all surfaces of the scene
    private readonly double _strokes = random.Chance(0.4) ? random.Between(0.3, 0.8) : 0.12;   // share of the leaves that are long
    private readonly double _rows = random.Chance(0.5) ? random.Between(0.05, 0.4) : 0;   // share of those that come in rows, as windows, slats and feathers do
    private readonly double _softShare = random.Chance(0.25) ? random.Between(0.3, 0.8) : random.Between(0.05, 0.3);   // of the edges, as things out of focus have

    private readonly NoiseField _smooth = new(random, 2.5);
    private readonly Scene _scene = new(random);

    private readonly NoiseField[] _fields =
    [
        new(random, random.Between(0.3, 0.9)), new(random, random.Between(0.7, 1.5)), new(random, random.Between(0.4, 1), 4), new(random, random.Between(0.5, 1.2), 16),
    ];

    /// <summary>Fills what is open on the canvas.</summary>
    public void Paint(Canvas canvas, Palette palette)
    {
        while (canvas.Open > Enough)
            for (var i = 0; i < RoundLeaves; i++)
                Leaves(canvas, palette, random.Between(0, canvas.Width), random.Between(0, canvas.Height));
        var ground = palette.Next();
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
                canvas.Behind(x, y, ground, 1);
    }

    // The inverse of the distribution's integral.
    private double Radius()
    {
        double low = 1 / (_smallest * _smallest), high = 1 / (_largest * _largest);
        return 1 / Math.Sqrt(low - random.Unit() * (low - high));
    }

    // One leaf, or a row of the same.
    private void Leaves(Canvas canvas, Palette palette, double x, double y)
    {
        var radius = Math.Min(_largest, Radius() * _scene.Size(x, y));
        var angle = _scene.Angle(x, y);
        var outline = Outline.Random(random, radius, angle, _strokes);
        var texture = Texture.Random(random, _fields, _smooth, radius, _roughness, angle);
        var colour = palette.Near(_scene.Colour(x, y));
        var softness = random.Chance(_softShare) ? random.LogBetween(2 * _edge, Math.Max(3 * _edge, Math.Min(30, radius))) : _edge;
        var (count, step) = random.Chance(_rows) ? (3 + random.Below(12), outline.Breadth * random.Between(1.1, 2.5)) : (1, 0);
        var (sin, cos) = Math.SinCos(angle);
        for (var i = 0; i < count; i++)
            Leaf(canvas, colour, x - i * step * sin, y + i * step * cos, outline, texture, softness);
    }

    private void Leaf(Canvas canvas, Rgb colour, double centreX, double centreY, Outline outline, Func<double, double, float> texture, double softness)
    {
        var (middleX, middleY) = _scene.Straight(centreX, centreY);
        var reach = 1.3 * outline.Reach + softness;
        var (left, right) = ((int)Math.Max(0, centreX - reach), (int)Math.Min(canvas.Width - 1, centreX + reach));
        var (top, bottom) = ((int)Math.Max(0, centreY - reach), (int)Math.Min(canvas.Height - 1, centreY + reach));
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                if (!canvas.IsOpen(x, y))
                    continue;
                var (placeX, placeY) = _scene.Straight(x, y);
                var (dx, dy) = (placeX - middleX, placeY - middleY);
                var cover = 0.5 - outline.Distance(dx, dy) / softness;
                if (cover <= 0)
                    continue;
                // In proportion, as light and shade do it: red things are textured in red.
                canvas.Behind(x, y, colour * Math.Max(0, 1 + 2 * texture(dx, dy)), (float)Eased(Math.Min(1, cover)));
            }
    }

    private static double Eased(double t) => t * t * (3 - 2 * t);
}
