namespace SuperResFarm.Training.Synthesis;

/// <summary>Where ink is: rows from top to bottom, 0 none to 255 full.</summary>
internal sealed record Mask(int Width, int Height, byte[] Ink)
{
    /// <summary>Paints ink over a canvas, turned about the middle of the mask.</summary>
    /// <param name="canvas">Receives it.</param>
    /// <param name="centreX">Where the middle lies, in painted pixels.</param>
    /// <param name="centreY">As above.</param>
    /// <param name="angle">In radians.</param>
    /// <param name="colour">Of the ink.</param>
    public void Stamp(Canvas canvas, double centreX, double centreY, double angle, Rgb colour)
    {
        var (sin, cos) = Math.SinCos(angle);
        var reach = Math.Sqrt(Width * Width + Height * Height) / 2 + 1;
        var (top, bottom) = ((int)Math.Max(0, centreY - reach), (int)Math.Min(canvas.Height - 1, centreY + reach));
        var (left, right) = ((int)Math.Max(0, centreX - reach), (int)Math.Min(canvas.Width - 1, centreX + reach));
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var (dx, dy) = (x - centreX, y - centreY);
                var ink = At(cos * dx + sin * dy + Width / 2.0, cos * dy - sin * dx + Height / 2.0);
                if (ink > 0)
                    canvas.Over(x, y, colour, ink);
            }
    }

    private float At(double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (u, v) = ((float)(x - left), (float)(y - top));
        return (Dot(left, top) * (1 - u) * (1 - v) + Dot(left + 1, top) * u * (1 - v) + Dot(left, top + 1) * (1 - u) * v + Dot(left + 1, top + 1) * u * v) / 255;
    }

    private float Dot(int x, int y) => x < 0 || y < 0 || x >= Width || y >= Height ? 0 : Ink[y * Width + x];
}
