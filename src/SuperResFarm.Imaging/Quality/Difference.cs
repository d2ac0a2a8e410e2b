using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Quality;

/// <summary>Where and by how much two images differ, sample by sample, alpha included.</summary>
/// <param name="Largest">Largest difference of a sample, in levels of the samples' depth; 0 when nothing differs.</param>
/// <param name="X">Column of the first pixel with that difference, in reading order.</param>
/// <param name="Y">Row of that pixel.</param>
/// <param name="DifferingPixels">Pixels with at least one sample that differs.</param>
public sealed record Difference(int Largest, int X, int Y, long DifferingPixels)
{
    /// <summary>Compares two images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They differ in size or layout.</exception>
    public static Difference Between(Raster one, Raster other)
    {
        RequireAlike(one, other);
        var (largest, at, differing) = (0, 0L, 0L);
        for (var pixel = 0L; pixel < one.Size.Pixels; pixel++)
        {
            var difference = LargestAt(one, other, pixel);
            if (difference > 0)
                differing++;
            if (difference > largest)
                (largest, at) = (difference, pixel);
        }
        return new(largest, (int)(at % one.Size.Width), (int)(at / one.Size.Width), differing);
    }

    /// <summary>Draws the differences.</summary>
    /// <param name="one">An image.</param>
    /// <param name="other">Of the same size and layout.</param>
    /// <param name="factor">What each difference is multiplied with, at least 1; what exceeds white is white.</param>
    /// <returns>8 bits, gray or RGB: the differences of the channels; where only alpha differs, that of alpha in all of them.</returns>
    public static Raster Map(Raster one, Raster other, double factor)
    {
        RequireAlike(one, other);
        var (channels, colors) = (one.Format.Channels, one.Format.ColorChannels);
        var map = Raster.Black(one.Size, new PixelFormat(colors, SampleDepth.Eight));
        var perLevel = factor * byte.MaxValue / one.Format.MaxSample;
        for (var i = 0; i < map.Samples.Length; i++)
        {
            var pixel = (long)(i / colors) * channels;
            var difference = At(one, other, pixel + i % colors);
            if (one.Format.HasAlpha)
                difference = Math.Max(difference, At(one, other, pixel + channels - 1));
            map.Samples[i] = (byte)Math.Min(byte.MaxValue, Math.Round(perLevel * difference));
        }
        return map;
    }

    private static int LargestAt(Raster one, Raster other, long pixel)
    {
        var largest = 0;
        for (var channel = 0; channel < one.Format.Channels; channel++)
            largest = Math.Max(largest, At(one, other, pixel * one.Format.Channels + channel));
        return largest;
    }

    private static int At(Raster one, Raster other, long sample) => Math.Abs(Sample(one, sample) - Sample(other, sample));

    private static int Sample(Raster image, long index) => image.Format.Depth == SampleDepth.Eight
        ? image.Samples[index]
        : MemoryMarshal.Read<ushort>(image.Samples.AsSpan((int)(2 * index)));

    private static void RequireAlike(Raster one, Raster other) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual((one.Size, one.Format), (other.Size, other.Format), nameof(one));
}
