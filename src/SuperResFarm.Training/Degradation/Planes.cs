using System.Numerics;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Training.Degradation;

/// <summary>Red, green and blue of a picture as floats, 0 to 255 where they can be shown.</summary>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
internal sealed class Planes(int width, int height)
{
    public const int Count = 3;

    public int Width => width;

    public int Height => height;

    /// <summary>Three planes one after the other, each in rows from top to bottom.</summary>
    public float[] Values { get; } = new float[Count * width * height];

    /// <param name="plane">0 red, 1 green, 2 blue.</param>
    /// <param name="y">0 to <see cref="Height"/> - 1.</param>
    public Span<float> Row(int plane, int y) => Values.AsSpan((plane * height + y) * width, width);

    /// <param name="image">RGB, 8 bits.</param>
    public static Planes Of(Raster image)
    {
        var planes = new Planes(image.Size.Width, image.Size.Height);
        for (var i = 0; i < planes.Values.Length; i++)
            planes.Values[i / Count + i % Count * planes.Width * planes.Height] = image.Samples[i];
        return planes;
    }

    /// <returns>RGB of 8 bits, clamped and rounded.</returns>
    public Raster ToRaster()
    {
        var image = Raster.Black(new(width, height), new(Count, SampleDepth.Eight));
        for (var i = 0; i < Values.Length; i++)
            image.Samples[i] = (byte)(Math.Clamp(Values[i / Count + i % Count * width * height], 0, byte.MaxValue) + 0.5f);
        return image;
    }

    /// <summary>Sums neighbours by the weights of a square kernel; beyond the border the picture is mirrored.</summary>
    /// <param name="kernel">Rows of odd length; at most as long as twice the picture's shorter side.</param>
    public Planes Convolved(float[] kernel)
    {
        var edge = (int)Math.Sqrt(kernel.Length);
        var reach = edge / 2;
        var result = new Planes(width, height);
        var padded = new float[width + 2 * reach];
        for (var plane = 0; plane < Count; plane++)
            for (var y = -reach; y < height + reach; y++)
            {
                Pad(Row(plane, Mirrored(y, height)), padded, reach);
                for (var row = 0; row < edge; row++)
                    if (y + reach - row is var target && target >= 0 && target < height)
                        for (var column = 0; column < edge; column++)
                            Add(padded.AsSpan(column, width), kernel[row * edge + column], result.Row(plane, target));
            }
        return result;
    }

    /// <returns>Where a place beyond the border is read: the picture is mirrored at its edge pixels, which are repeated.</returns>
    public static int Mirrored(int place, int length)
    {
        var within = (place % (2 * length) + 2 * length) % (2 * length);
        return Math.Min(within, 2 * length - 1 - within);
    }

    private static void Pad(ReadOnlySpan<float> row, Span<float> padded, int reach)
    {
        row.CopyTo(padded[reach..]);
        for (var i = 0; i < reach; i++)
        {
            padded[i] = row[Mirrored(i - reach, row.Length)];
            padded[reach + row.Length + i] = row[Mirrored(row.Length + i, row.Length)];
        }
    }

    private static void Add(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        var (x, weights) = (0, new Vector<float>(weight));
        for (; x <= target.Length - Vector<float>.Count; x += Vector<float>.Count)
            (new Vector<float>(target[x..]) + weights * new Vector<float>(source[x..])).CopyTo(target[x..]);
        for (; x < target.Length; x++)
            target[x] += weight * source[x];
    }
}
