namespace SuperResFarm.Tests.Models;

/// <summary>Images made by a formula: gradients, waves, edges and a little noise, so that networks see all that photographs have.</summary>
internal static class SyntheticImage
{
    /// <returns>Planar floats, 0 to 1.</returns>
    public static float[] Planar(int channels, int height, int width, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[channels * height * width];
        for (var i = 0; i < values.Length; i++)
        {
            var (c, y, x) = (i / (height * width), i / width % height, i % width);
            var wave = 0.25 * Math.Sin((0.11 * x * (c + 1)) + (0.07 * y)) * Math.Cos((0.05 * x) - (0.13 * y));
            var edge = ((x / 9) + (y / 7)) % 2 == 0 ? 0.15 : -0.1;
            values[i] = (float)Math.Clamp(0.5 + wave + edge + (0.08 * (random.NextDouble() - 0.5)), 0, 1);
        }
        return values;
    }

    /// <returns>Interleaved bytes of the same picture.</returns>
    public static byte[] Bytes(int height, int width, int channels = 3)
    {
        var planes = Planar(channels, height, width);
        var bytes = new byte[planes.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Round(255 * planes[(i % channels * height * width) + (i / channels)]);
        return bytes;
    }

    public static double LargestDifference(float[] one, float[] other)
    {
        Assert.Equal(one.Length, other.Length);
        return one.Zip(other, (a, b) => Math.Abs((double)a - b)).Max();
    }
}
