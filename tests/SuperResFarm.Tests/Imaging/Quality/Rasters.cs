using System.Buffers.Binary;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Tests.Imaging.Quality;

/// <summary>Small images for measuring.</summary>
internal static class Rasters
{
    public static Raster Gray(int width, int height, Func<int, int, int> sample) => Of(width, height, 1, (x, y, _) => sample(x, y));

    public static Raster Of(int width, int height, int channels, Func<int, int, int, int> sample, SampleDepth depth = SampleDepth.Eight)
    {
        var image = Raster.Black(new(width, height), new(channels, depth));
        for (var i = 0; i < width * height * channels; i++)
        {
            var value = sample(i / channels % width, i / channels / width, i % channels);
            if (depth == SampleDepth.Eight)
                image.Samples[i] = checked((byte)value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(image.Samples.AsSpan(2 * i), checked((ushort)value));
        }
        return image;
    }

    /// <summary>Waves that differ in every channel.</summary>
    public static Raster Waves(int width, int height, int channels = 3, SampleDepth depth = SampleDepth.Eight)
    {
        var most = (1 << (int)depth) - 1;
        return Of(width, height, channels, (x, y, c) => (int)(most * (0.5 + 0.4 * Math.Sin(0.3 * (c + 1) * x + 0.2 * y))), depth);
    }
}
