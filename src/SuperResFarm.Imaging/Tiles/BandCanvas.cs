using System.Numerics;
using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Tiles;

/// <summary>Puts the cores of enlarged tiles in their place in a band of output rows.</summary>
/// <remarks>
/// Which pixels are covered follows from the grid alone; the value of a pixel is never asked. Cores partition the
/// image, so each output sample is written once.
/// </remarks>
public sealed class BandCanvas(TileGrid grid, int scale, PixelFormat format)
{
    /// <summary>Output rows of a band.</summary>
    public int RowsOf(int band) => (grid.Y.CoreEnd(band) - grid.Y.CoreStart(band)) * scale;

    /// <summary>Copies the core of one enlarged tile into its band.</summary>
    /// <param name="tile">Where the tile lies.</param>
    /// <param name="pass">The channels it holds.</param>
    /// <param name="input">The tile as it was given to the network (needed for alpha): interleaved, source size.</param>
    /// <param name="output">The tile as the network returned it: interleaved network channels, <c>scale</c> times the size.</param>
    /// <param name="band">The samples of the whole band.</param>
    public void Place(Tile tile, ChannelPass pass, ReadOnlySpan<byte> input, ReadOnlySpan<byte> output, Span<byte> band)
    {
        if (format.Depth == SampleDepth.Eight)
            PlaceSamples(tile, pass, input, output, band);
        else
            PlaceSamples(tile, pass, MemoryMarshal.Cast<byte, ushort>(input), MemoryMarshal.Cast<byte, ushort>(output), MemoryMarshal.Cast<byte, ushort>(band));
    }

    private void PlaceSamples<T>(Tile tile, ChannelPass pass, ReadOnlySpan<T> input, ReadOnlySpan<T> output, Span<T> band)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stride = grid.X.Length * scale * format.Channels;
        var tileStride = grid.X.Edge * scale * pass.NetworkChannels;
        var (offsetX, offsetY) = (tile.CoreLeft - tile.Left, tile.CoreTop - tile.Top);
        var range = pass.Kind == PassKind.Alpha ? new AlphaRange<T>(grid.Shape, pass.NetworkChannels, scale) : null;
        for (var y = 0; y < tile.CoreHeight * scale; y++)
        {
            var source = output.Slice((offsetY * scale + y) * tileStride + offsetX * scale * pass.NetworkChannels, tile.CoreWidth * scale * pass.NetworkChannels);
            var target = band.Slice(y * stride + tile.CoreLeft * scale * format.Channels, tile.CoreWidth * scale * format.Channels);
            if (pass.IsIdentityFor(format))
                source.CopyTo(target);
            else if (pass.Kind == PassKind.Color)
                PutColor(source, target, format.Channels);
            else
                PutPlane(source, pass, target, format.Channels);

            range?.Clamp(input, offsetX, offsetY + y / scale, target, format.Channels, pass.Channel);
        }
    }

    private static void PutColor<T>(ReadOnlySpan<T> source, Span<T> target, int channels)
        where T : unmanaged
    {
        for (int from = 0, to = 0; from < source.Length; from += 3, to += channels)
            (target[to], target[to + 1], target[to + 2]) = (source[from], source[from + 1], source[from + 2]);
    }

    private static void PutPlane<T>(ReadOnlySpan<T> source, ChannelPass pass, Span<T> target, int channels)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int from = 0, to = pass.Channel; from < source.Length; from += pass.NetworkChannels, to += channels)
            target[to] = pass.NetworkChannels == 1 ? source[from] : Luma(source[from], source[from + 1], source[from + 2]);
    }

    // ITU-R BT.601 luma, as the reference implementation turns a colour network's answer to a gray image back to gray.
    private static T Luma<T>(T r, T g, T b)
        where T : unmanaged, IBinaryInteger<T> =>
        T.CreateTruncating((299 * int.CreateTruncating(r) + 587 * int.CreateTruncating(g) + 114 * int.CreateTruncating(b) + 500) / 1000);
}
