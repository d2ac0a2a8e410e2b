using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Quality;

/// <summary>
/// Luma of a row as <see cref="Plane.LumaOf"/> has it, weighted with alpha where there is one: what nobody sees counts nothing. 16-bit samples are brought to the
/// scale of 0 to 255 without rounding.
/// </summary>
internal static class SeenLuma
{
    private const float Red = 65.481f / 255, Green = 128.553f / 255, Blue = 24.966f / 255, Black = 16;

    /// <param name="row">Interleaved samples of whole pixels.</param>
    /// <param name="format">Their layout.</param>
    /// <param name="luma">Receives as many numbers as there are pixels.</param>
    public static void Of(ReadOnlySpan<byte> row, PixelFormat format, Span<float> luma)
    {
        if (format.Depth == SampleDepth.Eight)
            OfBytes(row, format, luma);
        else
            OfWords(MemoryMarshal.Cast<byte, ushort>(row), format, luma);
    }

    private static void OfBytes(ReadOnlySpan<byte> row, PixelFormat format, Span<float> luma)
    {
        for (int x = 0, at = 0; x < luma.Length; x++, at += format.Channels)
            luma[x] = format.ColorChannels == 1 ? row[at] : Black + Red * row[at] + Green * row[at + 1] + Blue * row[at + 2];
        for (int x = 0, at = format.Channels - 1; format.HasAlpha && x < luma.Length; x++, at += format.Channels)
            luma[x] *= row[at] / 255f;
    }

    private static void OfWords(ReadOnlySpan<ushort> row, PixelFormat format, Span<float> luma)
    {
        const float PerLevel = 1 / 257f;
        for (int x = 0, at = 0; x < luma.Length; x++, at += format.Channels)
            luma[x] = format.ColorChannels == 1 ? PerLevel * row[at] : Black + PerLevel * (Red * row[at] + Green * row[at + 1] + Blue * row[at + 2]);
        for (int x = 0, at = format.Channels - 1; format.HasAlpha && x < luma.Length; x++, at += format.Channels)
            luma[x] *= row[at] / 65535f;
    }
}
