using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Quality;

/// <summary>One channel of an image as numbers on the scale of 0 to 255, which 16-bit samples are brought to without rounding.</summary>
/// <param name="width">Numbers in a row, at least 1.</param>
/// <param name="height">Rows, at least 1.</param>
/// <param name="values">Rows from top to bottom.</param>
public sealed class Plane(int width, int height, double[] values)
{
    /// <summary>Largest value of a sample on this scale.</summary>
    public const double Peak = 255;

    /// <summary>Numbers in a row.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Rows from top to bottom.</summary>
    public double[] Values => values;

    /// <returns>One channel of an image as it is.</returns>
    public static Plane Of(Raster image, int channel)
    {
        var plane = Empty(image);
        if (image.Format.Depth == SampleDepth.Eight)
            for (var i = 0; i < plane.Values.Length; i++)
                plane.Values[i] = image.Samples[i * image.Format.Channels + channel];
        else
            for (var i = 0; i < plane.Values.Length; i++)
                plane.Values[i] = MemoryMarshal.Read<ushort>(image.Samples.AsSpan(2 * (i * image.Format.Channels + channel))) / 257.0;
        return plane;
    }

    /// <summary>Luma as the field measures it, ITU-R BT.601 in studio range: <c>16 + (65.481 R + 128.553 G + 24.966 B) / 255</c>, not rounded. A gray image is
    /// its own luma. Alpha has no part in it.</summary>
    public static Plane LumaOf(Raster image)
    {
        if (image.Format.ColorChannels == 1)
            return Of(image, 0);
        var (red, green, blue) = (Of(image, 0), Of(image, 1).Values, Of(image, 2).Values);
        var luma = red.Values;
        for (var i = 0; i < luma.Length; i++)
            luma[i] = 16 + (65.481 * luma[i] + 128.553 * green[i] + 24.966 * blue[i]) / Peak;
        return red;
    }

    /// <returns>The plane without some lines on every side.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Nothing would be left.</exception>
    public Plane Inside(int border)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(border);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(2 * border, Math.Min(width, height), nameof(border));
        if (border == 0)
            return this;
        var inside = new Plane(width - 2 * border, height - 2 * border, new double[(width - 2 * border) * (height - 2 * border)]);
        for (var y = 0; y < inside.Height; y++)
            Row(y + border).Slice(border, inside.Width).CopyTo(inside.Values.AsSpan(y * inside.Width));
        return inside;
    }

    internal ReadOnlySpan<double> Row(int index) => values.AsSpan(index * width, width);

    private static Plane Empty(Raster image) => new(image.Size.Width, image.Size.Height, new double[image.Size.Pixels]);
}
