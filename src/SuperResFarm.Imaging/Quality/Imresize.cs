using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Quality;

/// <summary>
/// MATLAB's <c>imresize(A, scale)</c>, the bicubic that published figures are measured with and low resolutions are made by: a = -0.5, the kernel stretched
/// where it shrinks (antialiased), weights normalised, the image mirrored at its border, columns before rows, the result rounded half up to 8 bits.
/// </summary>
public static class Imresize
{
    /// <summary>Shrinks an image by a whole factor.</summary>
    /// <param name="image">8 bits; its sides are multiples of <paramref name="factor"/>.</param>
    /// <param name="factor">At least 1.</param>
    public static Raster Shrink(Raster image, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Size.Width % factor, 0, nameof(factor));
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Size.Height % factor, 0, nameof(factor));
        return Resize(image, new(image.Size.Width / factor, image.Size.Height / factor), 1.0 / factor);
    }

    /// <summary>Enlarges an image by a whole factor.</summary>
    /// <param name="image">8 bits.</param>
    /// <param name="factor">At least 1.</param>
    public static Raster Enlarge(Raster image, int factor) => Resize(image, new(image.Size.Width * factor, image.Size.Height * factor), factor);

    private static Raster Resize(Raster image, PixelSize size, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Format.Depth, SampleDepth.Eight, nameof(image));
        var (down, across) = (new ResizeTaps(image.Size.Height, size.Height, scale), new ResizeTaps(image.Size.Width, size.Width, scale));
        var result = Raster.Black(size, image.Format);
        var sums = new double[image.Format.RowBytes(image.Size.Width)];
        for (var y = 0; y < size.Height; y++)
        {
            Down(image, down, y, sums);
            Across(sums, across, image.Format.Channels, result.Row(y));
        }
        return result;
    }

    private static void Down(Raster image, ResizeTaps taps, int y, double[] sums)
    {
        Array.Clear(sums);
        for (var tap = 0; tap < taps.Count; tap++)
        {
            var row = image.Row(taps.Place(y, tap));
            var weight = taps.Weight(y, tap);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += weight * row[i];
        }
    }

    private static void Across(double[] sums, ResizeTaps taps, int channels, Span<byte> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (x, channel) = (i / channels, i % channels);
            var sum = 0.0;
            for (var tap = 0; tap < taps.Count; tap++)
                sum += taps.Weight(x, tap) * sums[taps.Place(x, tap) * channels + channel];
            row[i] = (byte)Math.Clamp(Math.Floor(sum + 0.5), byte.MinValue, byte.MaxValue);
        }
    }
}
