using System.Numerics;

namespace SuperResFarm.Imaging.Tiles;

/// <summary>
/// Keeps enlarged alpha within the range of the 3 x 3 source pixels around it, so that opaque stays opaque, clear stays
/// clear, and no network rings along an outline.
/// </summary>
internal sealed class AlphaRange<T>(TileShape shape, int networkChannels, int scale)
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T[] _low = new T[shape.Width];
    private readonly T[] _high = new T[shape.Width];
    private int _row = -1;

    /// <summary>Clamps one row of output alpha.</summary>
    /// <param name="tile">The source tile.</param>
    /// <param name="left">Source column, within the tile, of the first output pixel.</param>
    /// <param name="row">Source row, within the tile, under the output row.</param>
    /// <param name="target">Output pixels.</param>
    /// <param name="channels">Channels of an output pixel.</param>
    /// <param name="alpha">The channel to clamp.</param>
    public void Clamp(ReadOnlySpan<T> tile, int left, int row, Span<T> target, int channels, int alpha)
    {
        if (row != _row)
            Measure(tile, row);
        for (int x = 0, to = alpha; to < target.Length; x++, to += channels)
            target[to] = T.Clamp(target[to], _low[left + x / scale], _high[left + x / scale]);
    }

    private void Measure(ReadOnlySpan<T> tile, int row)
    {
        _row = row;
        for (var x = 0; x < shape.Width; x++)
        {
            var (low, high) = (T.AllBitsSet, T.Zero);
            for (var y = Math.Max(0, row - 1); y <= Math.Min(shape.Height - 1, row + 1); y++)
                for (var n = Math.Max(0, x - 1); n <= Math.Min(shape.Width - 1, x + 1); n++)
                {
                    var value = tile[(y * shape.Width + n) * networkChannels];
                    (low, high) = (T.Min(low, value), T.Max(high, value));
                }
            (_low[x], _high[x]) = (low, high);
        }
    }
}
