namespace SuperResFarm.Training.Synthesis;

/// <summary>What people draw and print: pages of text, line art, and screens of dots.</summary>
/// <param name="random">Decides.</param>
internal sealed class Drawings(SynthRandom random)
{
    private readonly Lettering _lettering = new(random);

    /// <summary>Puts some words anywhere on a picture.</summary>
    public void Signs(Canvas canvas, Palette palette)
    {
        for (var signs = 1 + random.Below(5); signs > 0; signs--)
        {
            var (x, y) = (random.Between(0, canvas.Width), random.Between(0, canvas.Height));
            var ground = canvas.At((int)x, (int)y);
            _lettering.Draw(random.LogBetween(14, 140), 1 + random.Below(3))?.Stamp(canvas, x, y, random.Chance(0.6) ? 0 : random.Between(-0.6, 0.6), palette.Against(ground));
        }
    }

    /// <summary>Fills a canvas with lines of text in one or two sizes.</summary>
    public void Page(Canvas canvas, Palette palette)
    {
        var paper = random.Chance(0.6) ? Rgb.Gray(random.Between(0.85, 1)) : palette.Next();
        Ground(canvas, paper, random.Gauss() * 0.04);
        var y = random.Between(-20, 40);
        while (y < canvas.Height)
        {
            var height = random.LogBetween(16, 70);
            var block = _lettering.Draw(height, 6 + random.Below(60), canvas.Width - 40);
            if (block is null)
                continue;
            block.Stamp(canvas, 20 + block.Width / 2.0, y + block.Height / 2.0, 0, random.Chance(0.7) ? Rgb.Gray(random.Between(0, 0.15)) : palette.Against(paper));
            y += block.Height + random.Between(10, 50);
        }
    }

    /// <summary>Flat areas with outlines, as in comics and diagrams.</summary>
    public void LineArt(Canvas canvas, Palette palette)
    {
        var ink = random.Chance(0.7) ? Rgb.Gray(random.Between(0, 0.12)) : palette.Next();
        var width = random.LogBetween(1.5, 8);
        Ground(canvas, palette.Next(), random.Gauss() * 0.1);
        for (var shapes = 8 + random.Below(40); shapes > 0; shapes--)
            Outlined(canvas, Outline.Random(random, random.LogBetween(12, 260), random.Between(0, 2 * Math.PI), 0.12), palette.Next(), ink, width * random.Between(0.6, 1.4));
        for (var strokes = random.Below(60); strokes > 0; strokes--)
            Outlined(canvas, Outline.Stroke(random.LogBetween(10, 300), width / 2, random.Between(0, Math.PI)), ink, ink, 1);
        if (random.Chance(0.5))
            Signs(canvas, palette);
    }

    /// <summary>Turns what is on a canvas into dots of ink, as old printing presses did.</summary>
    public void Halftone(Canvas canvas)
    {
        var (sin, cos) = Math.SinCos(random.Between(0, Math.PI / 2));
        var frequency = 2 * Math.PI / random.LogBetween(7, 24);
        var (sharpness, strength) = (random.Between(1.5, 5), (float)random.Between(0.4, 1));
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
            {
                var screen = 0.25 * (Math.Sin(frequency * (cos * x + sin * y)) + Math.Sin(frequency * (cos * y - sin * x))) + 0.5;
                var tone = canvas.At(x, y);
                canvas.Over(x, y, new(Dot(tone.R, screen, sharpness), Dot(tone.G, screen, sharpness), Dot(tone.B, screen, sharpness)), strength);
            }
    }

    private static float Dot(float tone, double screen, double sharpness) => (float)Math.Clamp(0.5 + sharpness * (tone - screen), 0, 1);

    private static void Ground(Canvas canvas, Rgb colour, double shade)
    {
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
                canvas.Over(x, y, colour + Rgb.Gray(shade * (2.0 * y / canvas.Height - 1)), 1);
    }

    private void Outlined(Canvas canvas, Outline outline, Rgb fill, Rgb ink, double width)
    {
        var (centreX, centreY) = (random.Between(0, canvas.Width), random.Between(0, canvas.Height));
        var reach = outline.Reach + width;
        var (left, right) = ((int)Math.Max(0, centreX - reach), (int)Math.Min(canvas.Width - 1, centreX + reach));
        for (var y = (int)Math.Max(0, centreY - reach); y <= (int)Math.Min(canvas.Height - 1, centreY + reach); y++)
            for (var x = left; x <= right; x++)
            {
                var distance = outline.Distance(x - centreX, y - centreY);
                if (distance < 1)
                    canvas.Over(x, y, fill, (float)Math.Clamp(0.5 - distance, 0, 1));
                var line = Math.Clamp(0.5 + width / 2 - Math.Abs(distance), 0, 1);
                if (line > 0)
                    canvas.Over(x, y, ink, (float)line);
            }
    }
}
