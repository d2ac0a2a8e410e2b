using System.Numerics;
using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// The filled rows. A pixel of colour c and alpha a (0..1) becomes <c>a c + (1 - a) f</c>, where f is the mean colour around
/// it weighted by alpha and nearness, or mid-gray where nothing visible is near. All sums are integers: exact, in any order.
/// </summary>
internal sealed class AlphaFillRows<T>(IRowStream rows, PixelSize size, PixelFormat format) : IRowStream
    where T : unmanaged, IBinaryInteger<T>
{
    private const int RingRows = 2 * AlphaFill.FarRadius + 2;

    private readonly int _channels = format.Channels;
    private readonly long _max = format.MaxSample;
    private readonly T[][] _ring = [.. Enumerable.Range(0, RingRows).Select(_ => new T[size.Width * format.Channels])];
    private readonly bool[] _opaque = new bool[RingRows];
    private readonly WindowSums<T> _near = new(size.Width, format.Channels, AlphaFill.NearRadius);
    private readonly WindowSums<T> _far = new(size.Width, format.Channels, AlphaFill.FarRadius);
    private int _loaded;
    private int _next;
    // Row the column sums belong to. They follow only while something transparent lies ahead: an opaque image costs no sums at all.
    private int _summed = -1;
    private int _lastTransparent = -1;

    public void Read(Span<byte> row)
    {
        while (_loaded < Math.Min(size.Height, _next + AlphaFill.FarRadius + 1))
            Load();
        var source = _ring[_next % RingRows];
        var target = MemoryMarshal.Cast<byte, T>(row);
        source.CopyTo(target);
        var opaque = _opaque[_next % RingRows];
        if (!opaque || (_summed == _next - 1 && _lastTransparent > _next))
            SumUpTo(_next);
        if (!opaque)
            Fill(source, target);
        _next++;
    }

    public void Dispose() => rows.Dispose();

    private void Load()
    {
        var row = _ring[_loaded % RingRows];
        rows.Read(MemoryMarshal.AsBytes(row.AsSpan()));
        _opaque[_loaded % RingRows] = IsOpaque(row);
        if (!_opaque[_loaded % RingRows])
            _lastTransparent = _loaded;
        _loaded++;
    }

    private bool IsOpaque(ReadOnlySpan<T> row)
    {
        for (var i = _channels - 1; i < row.Length; i += _channels)
            if (row[i] != T.AllBitsSet)
                return false;
        return true;
    }

    private void SumUpTo(int row)
    {
        if (_summed >= 0 && row - _summed == 1)
        {
            Slide(_near, row, AlphaFill.NearRadius);
            Slide(_far, row, AlphaFill.FarRadius);
        }
        else
        {
            Restart(_near, row, AlphaFill.NearRadius);
            Restart(_far, row, AlphaFill.FarRadius);
        }
        _summed = row;
    }

    private void Slide(WindowSums<T> sums, int row, int radius)
    {
        if (row + radius < size.Height)
            sums.Add(_ring[(row + radius) % RingRows], 1);
        if (row - radius - 1 >= 0)
            sums.Add(_ring[(row - radius - 1) % RingRows], -1);
    }

    private void Restart(WindowSums<T> sums, int row, int radius)
    {
        sums.Clear();
        for (var y = Math.Max(0, row - radius); y <= Math.Min(size.Height - 1, row + radius); y++)
            sums.Add(_ring[y % RingRows], 1);
    }

    private void Fill(ReadOnlySpan<T> source, Span<T> target)
    {
        _near.Start();
        _far.Start();
        for (var x = 0; x < size.Width; x++)
        {
            _near.Step(x);
            _far.Step(x);
            var pixel = x * _channels;
            var alpha = long.CreateTruncating(source[pixel + _channels - 1]);
            if (alpha == _max)
                continue;
            var weight = Weighted(_channels - 1);
            for (var c = 0; c < _channels - 1; c++)
            {
                var around = weight == 0 ? (_max + 1) / 2 : (Weighted(c) + weight / 2) / weight;
                var mixed = alpha * long.CreateTruncating(source[pixel + c]) + (_max - alpha) * around;
                target[pixel + c] = T.CreateTruncating((mixed + _max / 2) / _max);
            }
        }
    }

    private long Weighted(int channel) => AlphaFill.NearWeight * _near.Window(channel) + _far.Window(channel);
}
