using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Calibration;

/// <summary>
/// An endless picture for measuring networks: discs of four sizes on top of each other, each of one colour, with a little noise. It has
/// edges of every direction at every scale, as photos have.
/// </summary>
internal static class ProbePicture
{
    /// <summary>Fills a tile.</summary>
    /// <param name="slot">The tile.</param>
    /// <param name="depth">Bits of its samples.</param>
    /// <param name="channels">Channels of its pixels.</param>
    /// <param name="left">Column of the picture that comes first.</param>
    /// <param name="top">Row of the picture that comes first.</param>
    public static void Draw(TileSlot slot, SampleDepth depth, int channels, int left, int top) =>
        Draw(slot.Input, depth, channels, slot.Shape.Width, slot.Shape.Height, left, top);

    /// <summary>Fills a batch with the start of the picture, the same in each image: rows without gaps, samples of a pixel together.</summary>
    /// <param name="images">The samples of all images.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows of an image.</param>
    public static void Fill(Span<byte> images, SampleDepth depth, int channels, int width, int height)
    {
        var first = images[..(width * height * channels * ((int)depth / 8))];
        Draw(first, depth, channels, width, height, left: 0, top: 0);
        for (var next = first.Length; next < images.Length; next += first.Length)
            first.CopyTo(images[next..]);
    }

    /// <returns>The start of the picture as planes of floats, 0 to 1.</returns>
    public static float[] Planar(int channels, ImageSize size)
    {
        var planes = new float[channels * size.Height * size.Width];
        for (int i = 0, c = 0; c < channels; c++)
            for (var y = 0; y < size.Height; y++)
                for (var x = 0; x < size.Width; x++)
                    planes[i++] = Sample(x, y, c) / 65535f;
        return planes;
    }

    private static void Draw(Span<byte> image, SampleDepth depth, int channels, int width, int height, int left, int top)
    {
        var bytes = (int)depth / 8;
        for (int i = 0, y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < channels; c++, i += bytes)
                {
                    var sample = Sample(x + left, y + top, c);
                    if (depth == SampleDepth.Eight)
                        image[i] = (byte)(sample >> 8);
                    else
                        BitConverter.TryWriteBytes(image[i..], sample);
                }
    }

    private static ushort Sample(int x, int y, int c)
    {
        var value = 0.5;
        foreach (var cell in new[] { 23, 11, 6, 3 })
        {
            var (dx, dy) = ((x % cell - cell / 2.0) / cell, (y % cell - cell / 2.0) / cell);
            if (dx * dx + dy * dy < 0.2 && Random(x / cell, y / cell, cell) > 0.55)
                value = Random(x / cell, y / cell, 7 * cell + c);
        }
        return (ushort)(65535 * (0.1 + 0.75 * value + 0.05 * Random(x, y, c)));
    }

    private static double Random(int x, int y, int seed)
    {
        var hash = (uint)(x * 73856093) ^ (uint)(y * 19349663) ^ (uint)(seed * 83492791);
        hash = (hash ^ (hash >> 13)) * 0x5bd1e995;
        return ((hash ^ (hash >> 15)) & 0xffff) / 65535.0;
    }
}
