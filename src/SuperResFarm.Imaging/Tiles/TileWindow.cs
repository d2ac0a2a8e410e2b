using System.Buffers;
using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Tiles;

/// <summary>Reads whole rows of interleaved samples; rows are asked for once and in ascending order.</summary>
/// <param name="firstRow">First row.</param>
/// <param name="rowCount">Number of rows, at least 1.</param>
/// <param name="destination">Receives <paramref name="rowCount"/> rows without gaps.</param>
public delegate void RowReader(int firstRow, int rowCount, Span<byte> destination);

/// <summary>Holds the source rows that the tiles of one band need, and cuts tiles from them.</summary>
/// <remarks>Its size depends on the width of the image and the height of a tile, never on the height of the image.</remarks>
public sealed class TileWindow(TileGrid grid, PixelFormat format, RowReader read) : IDisposable
{
    private readonly int _rowBytes = format.RowBytes(grid.X.Length);
    private readonly byte[] _rows =
        ArrayPool<byte>.Shared.Rent(checked(Math.Min(grid.Y.Edge, grid.Y.Length) * format.RowBytes(grid.X.Length)));

    private int _top;
    private int _bottom;

    /// <summary>Moves down to <paramref name="band"/>: keeps the rows both bands share and reads only the new ones.</summary>
    public void MoveTo(int band)
    {
        var top = grid.Y.Start(band);
        var bottom = Math.Min(top + grid.Y.Edge, grid.Y.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, _top, nameof(band));

        var fresh = Math.Max(_bottom, top);
        _rows.AsSpan((top - _top) * _rowBytes, (fresh - top) * _rowBytes).CopyTo(_rows);
        if (bottom > fresh)
            read(fresh, bottom - fresh, _rows.AsSpan((fresh - top) * _rowBytes, (bottom - fresh) * _rowBytes));
        (_top, _bottom) = (top, bottom);
    }

    /// <summary>Cuts one tile of the current band for one pass; what lies beyond the image is filled by reflection.</summary>
    /// <param name="left">First column of the tile.</param>
    /// <param name="pass">The channels to take.</param>
    /// <param name="tile">Receives the tile: interleaved network channels, rows without gaps, samples of the image's depth.</param>
    public void Cut(int left, ChannelPass pass, Span<byte> tile)
    {
        if (format.Depth == SampleDepth.Eight)
            CutSamples(left, pass, _rows.AsSpan(), tile);
        else
            CutSamples(left, pass, MemoryMarshal.Cast<byte, ushort>(_rows.AsSpan()), MemoryMarshal.Cast<byte, ushort>(tile));
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_rows);

    private void CutSamples<T>(int left, ChannelPass pass, ReadOnlySpan<T> rows, Span<T> tile)
        where T : unmanaged
    {
        var rowLength = grid.X.Length * format.Channels;
        var tileLength = grid.X.Edge * pass.NetworkChannels;
        var inside = Math.Min(grid.X.Edge, grid.X.Length - left);
        for (var y = 0; y < grid.Y.Edge; y++)
        {
            var source = rows.Slice((TileAxis.Reflect(_top + y, grid.Y.Length) - _top) * rowLength, rowLength);
            var target = tile.Slice(y * tileLength, tileLength);
            if (pass.IsIdentityFor(format))
                source.Slice(left * format.Channels, inside * format.Channels).CopyTo(target);
            else
                TakeRow(source[(left * format.Channels)..], pass, target[..(inside * pass.NetworkChannels)]);

            for (var x = inside; x < grid.X.Edge; x++)
                TakeRow(source[(TileAxis.Reflect(left + x, grid.X.Length) * format.Channels)..], pass, target.Slice(x * pass.NetworkChannels, pass.NetworkChannels));
        }
    }

    private void TakeRow<T>(ReadOnlySpan<T> pixels, ChannelPass pass, Span<T> target)
        where T : unmanaged
    {
        var step = pass.Kind == PassKind.Color ? 1 : 0;
        for (int from = pass.Channel, to = 0; to < target.Length; from += format.Channels, to += pass.NetworkChannels)
            for (var c = 0; c < pass.NetworkChannels; c++)
                target[to + c] = pixels[from + c * step];
    }
}
