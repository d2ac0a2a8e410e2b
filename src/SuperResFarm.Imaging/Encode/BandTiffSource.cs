using NetVips;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Encode;

/// <summary>
/// Shows the bands of a channel to libvips as a seekable uncompressed BigTIFF. libvips reads the header, then the strips in
/// order; each read blocks until the producer has written that far, so at most one band is held here.
/// </summary>
internal sealed class BandTiffSource : IDisposable
{
    private readonly BandChannel _rows;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _header;
    private readonly long _length;
    private Band? _band;
    private long _bandStart;
    private long _position;

    public BandTiffSource(BandChannel rows, CancellationToken cancellationToken)
    {
        (_rows, _cancellationToken) = (rows, cancellationToken);
        _header = BandTiffHeader.For(rows.Size, rows.Format);
        _bandStart = _header.Length;
        _length = _header.Length + (long)rows.Format.RowBytes(rows.Size.Width) * rows.Size.Height;
        Source = new SourceCustom();
        Source.OnRead += Read;
        Source.OnSeek += Seek;
    }

    /// <summary>The bytes, for the TIFF loader.</summary>
    public SourceCustom Source { get; }

    /// <summary>What stopped a read: the producer's fault or a cancellation; the libvips error that follows is only its echo.</summary>
    public Exception? Fault { get; private set; }

    public void Dispose()
    {
        _band?.Dispose();
        Source.Dispose();
    }

    private long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => _length + offset,
    };

    // Called on a native thread: nothing may be thrown, -1 tells libvips that reading failed.
    private int Read(byte[] buffer, int length)
    {
        try
        {
            var available = Available();
            var count = Math.Min(length, available.Length);
            available[..count].CopyTo(buffer);
            _position += count;
            return count;
        }
        catch (Exception exception)
        {
            Fault ??= exception;
            return -1;
        }
    }

    private ReadOnlySpan<byte> Available()
    {
        if (_position >= _length)
            return [];
        if (_position < _header.Length)
            return _header.AsSpan((int)_position);
        if (_position < _bandStart)
            throw new InvalidOperationException("The encoder asked for rows that are gone.");
        while (_band is null || _position >= _bandStart + _band.Samples.Length)
            NextBand();
        return _band.Samples[(int)(_position - _bandStart)..];
    }

    private void NextBand()
    {
        _bandStart += _band?.Samples.Length ?? 0;
        _band?.Dispose();
        _band = null;
        _band = _rows.Read(_cancellationToken) ?? throw new InvalidOperationException("The rows ended early.");
    }
}
