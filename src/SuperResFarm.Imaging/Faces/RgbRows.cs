using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>Brings rows of any layout to red, green and blue, for networks that know nothing else: gray is repeated, alpha is left out.</summary>
public static class RgbRows
{
    private const int Channels = 3;

    /// <returns>A whole image as RGB of 8 bits; the image itself when it is that.</returns>
    public static Raster ToBytes(Raster image)
    {
        var rgb = new PixelFormat(Channels, SampleDepth.Eight);
        if (image.Format == rgb)
            return image;
        var bytes = Raster.Black(image.Size, rgb);
        for (var y = 0; y < image.Size.Height; y++)
            ToBytes(image.Row(y), image.Format, bytes.Row(y));
        return bytes;
    }

    /// <param name="row">One row.</param>
    /// <param name="format">Its layout.</param>
    /// <param name="rgb">Receives three bytes a pixel; 16 bits are rounded to 8.</param>
    public static void ToBytes(ReadOnlySpan<byte> row, PixelFormat format, Span<byte> rgb)
    {
        if (format.Depth == SampleDepth.Sixteen)
            Spread(MemoryMarshal.Cast<byte, ushort>(row), format, rgb, sample => (byte)((sample + 128) / 257));
        else if (format.Channels == Channels)
            row.CopyTo(rgb);
        else
            Spread(row, format, rgb, sample => sample);
    }

    /// <param name="row">One row.</param>
    /// <param name="format">Its layout.</param>
    /// <param name="rgb">Receives three samples a pixel, of the depth they have.</param>
    public static void ToFloats(ReadOnlySpan<byte> row, PixelFormat format, Span<float> rgb)
    {
        if (format.Depth == SampleDepth.Sixteen)
            Spread(MemoryMarshal.Cast<byte, ushort>(row), format, rgb, sample => (float)sample);
        else
            Spread(row, format, rgb, sample => (float)sample);
    }

    private static void Spread<TFrom, TTo>(ReadOnlySpan<TFrom> row, PixelFormat format, Span<TTo> rgb, Func<TFrom, TTo> convert)
    {
        var step = format.ColorChannels == 1 ? 0 : 1;
        for (int from = 0, to = 0; to < rgb.Length; from += format.Channels, to += Channels)
            for (var c = 0; c < Channels; c++)
                rgb[to + c] = convert(row[from + (c * step)]);
    }
}
