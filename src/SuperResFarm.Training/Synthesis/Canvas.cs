using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Training.Synthesis;

/// <summary>A picture in the making at twice its final size. What is painted first lies in front: later paint shows only where light still passes.</summary>
/// <param name="width">Final width in pixels.</param>
/// <param name="height">Final height in pixels.</param>
internal sealed class Canvas(int width, int height)
{
    private readonly float[] _red = new float[4 * width * height];
    private readonly float[] _green = new float[4 * width * height];
    private readonly float[] _blue = new float[4 * width * height];
    private readonly float[] _open = Enumerable.Repeat(1f, 4 * width * height).ToArray();

    /// <summary>Width in painted pixels, two for each final one.</summary>
    public int Width => 2 * width;

    /// <summary>Height in painted pixels, two for each final one.</summary>
    public int Height => 2 * height;

    /// <summary>Share of the canvas that nothing covers yet, 0 to 1.</summary>
    public double Open => _open.Average();

    /// <summary>Paints one pixel behind all that is there.</summary>
    /// <param name="x">0 to <see cref="Width"/> - 1.</param>
    /// <param name="y">0 to <see cref="Height"/> - 1.</param>
    /// <param name="colour">Of the paint.</param>
    /// <param name="cover">0 (none) to 1 (opaque).</param>
    public void Behind(int x, int y, Rgb colour, float cover)
    {
        var at = y * Width + x;
        var share = _open[at] * cover;
        _red[at] += share * colour.R;
        _green[at] += share * colour.G;
        _blue[at] += share * colour.B;
        _open[at] -= share;
    }

    /// <summary>Whether paint behind this pixel would be seen.</summary>
    public bool IsOpen(int x, int y) => _open[y * Width + x] > 0.004f;

    /// <summary>Paints one pixel in front of all that is there.</summary>
    public void Over(int x, int y, Rgb colour, float cover)
    {
        var at = y * Width + x;
        _red[at] += cover * (colour.R - _red[at]);
        _green[at] += cover * (colour.G - _green[at]);
        _blue[at] += cover * (colour.B - _blue[at]);
    }

    /// <returns>What was painted at one pixel.</returns>
    public Rgb At(int x, int y) => new(_red[y * Width + x], _green[y * Width + x], _blue[y * Width + x]);

    /// <summary>Blurs all of it as a lens does.</summary>
    /// <param name="deviation">Of a normal distribution, in painted pixels, above 0.</param>
    public void Blur(double deviation)
    {
        var reach = (int)Math.Ceiling(3 * deviation);
        float[] kernel = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(i => (float)Math.Exp(-i * i / (2 * deviation * deviation)))];
        var sum = kernel.Sum();
        foreach (ref var weight in kernel.AsSpan())
            weight /= sum;
        foreach (var plane in (float[][])[_red, _green, _blue])
        {
            Blur(plane, Height, Width, Width, 1, kernel);
            Blur(plane, Width, Height, 1, Width, kernel);
        }
    }

    /// <summary>Sharpens all of it as cameras do: what a blur would take away is added.</summary>
    /// <param name="deviation">Of that blur, in painted pixels, above 0.</param>
    /// <param name="amount">How much of it is added; 1 is as much as was there.</param>
    public void Sharpen(double deviation, double amount)
    {
        float[][] sharp = [[.. _red], [.. _green], [.. _blue]];
        Blur(deviation);
        foreach (var (plane, before) in ((float[][])[_red, _green, _blue]).Zip(sharp))
            for (var i = 0; i < plane.Length; i++)
                plane[i] = before[i] + (float)amount * (before[i] - plane[i]);
    }

    private static void Blur(float[] plane, int lines, int length, int nextLine, int next, float[] kernel)
    {
        var line = new float[length];
        for (var i = 0; i < lines; i++)
        {
            for (var x = 0; x < length; x++)
                line[x] = plane[i * nextLine + x * next];
            for (var x = 0; x < length; x++)
            {
                var sum = 0f;
                for (var tap = 0; tap < kernel.Length; tap++)
                    sum += kernel[tap] * line[Math.Clamp(x + tap - kernel.Length / 2, 0, length - 1)];
                plane[i * nextLine + x * next] = sum;
            }
        }
    }

    /// <returns>The final picture: each pixel is the mean of the four painted ones.</returns>
    public Raster Halved()
    {
        var picture = Raster.Black(new(width, height), new(3, SampleDepth.Eight));
        var pixels = picture.Samples;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (from, to) = (2 * y * Width + 2 * x, 3 * (y * width + x));
                pixels[to] = Mean(_red, from);
                pixels[to + 1] = Mean(_green, from);
                pixels[to + 2] = Mean(_blue, from);
            }
        return picture;
    }

    private byte Mean(float[] plane, int at) =>
        (byte)(Math.Clamp((plane[at] + plane[at + 1] + plane[at + Width] + plane[at + Width + 1]) / 4, 0, 1) * 255 + 0.5f);
}
