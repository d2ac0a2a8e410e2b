using System.Buffers.Binary;
using System.IO.Compression;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Png;

/// <summary>
/// Writes a PNG file from top to bottom, its strips compressed at the same time. Holds as many strips as the pool has threads,
/// and one that is being filled.
/// </summary>
internal sealed class PngWriter : IDisposable
{
    private readonly Stream _file;
    private readonly PixelFormat _format;
    private readonly int _rowBytes;
    private readonly int _stripRows;
    private readonly ZLibCompressionOptions _compression;
    private readonly PngExtras _extras;
    private readonly StripPool _pool;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<(PngStrip Strip, Task Done)> _inFlight = new();
    private byte[] _above = [];
    private PngStrip? _filling;
    private int _rowsLeft;
    private uint _adler = Adler32.Empty;

    /// <summary>Starts the file.</summary>
    /// <param name="file">Takes the bytes from here on; stays open.</param>
    /// <param name="size">Of the image.</param>
    /// <param name="format">Of the samples, which the file keeps.</param>
    /// <param name="level">0 to 9.</param>
    /// <param name="extras">Chunks beside the pixels.</param>
    /// <param name="pool">Compresses the strips.</param>
    /// <param name="cancellationToken">Ends the waiting for strips.</param>
    public PngWriter(
        Stream file, PixelSize size, PixelFormat format, int level, PngExtras extras, StripPool pool, CancellationToken cancellationToken)
    {
        (_file, _format, _extras, _pool) = (file, format, extras, pool);
        _rowBytes = format.RowBytes(size.Width);
        _stripRows = Math.Clamp(pool.StripBytes / (_rowBytes + 1), 1, size.Height);
        _compression = new ZLibCompressionOptions
        {
            CompressionLevel = level,
            CompressionStrategy = ZLibCompressionStrategy.Filtered,
        };
        _rowsLeft = size.Height;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Put([.. PngChunk.Signature, .. PngChunk.HeaderOf(size, format).ToBytes(), .. Bytes(extras.BeforePixels)]);
    }

    /// <summary>Takes the next samples of the image, which may end anywhere within a row.</summary>
    /// <exception cref="IOException">The file takes no more.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Write(ReadOnlySpan<byte> samples)
    {
        while (!samples.IsEmpty)
        {
            var strip = _filling ??= NextStrip();
            samples = samples[strip.Fill(samples)..];
            if (strip.IsFull)
                Compress(strip);
        }
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    /// <exception cref="IOException">The file takes no more.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Finish()
    {
        if (_rowsLeft > 0 || _filling is not null)
            throw new InvalidOperationException("The rows ended early.");
        while (_inFlight.Count > 0)
            WriteOldest().Dispose();
        // An empty last block (RFC 1951, 3.2.6) and the checksum of all strips.
        var end = new byte[] { 3, 0, 0, 0, 0, 0 };
        BinaryPrimitives.WriteUInt32BigEndian(end.AsSpan(2), _adler);
        Put([.. Bytes([new PngChunk(PngChunk.Pixels, end), .. _extras.BehindPixels, new PngChunk(PngChunk.End, default)])]);
    }

    /// <summary>Returns when no strip of this file is being compressed any more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var (strip, done) in _inFlight)
        {
            done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            strip.Dispose();
        }
        _inFlight.Clear();
        _filling?.Dispose();
        _stop.Dispose();
    }

    private static byte[] Bytes(IEnumerable<PngChunk> chunks) => [.. chunks.SelectMany(chunk => chunk.ToBytes())];

    // .NET says EFBIG as if an argument were wrong.
    private void Put(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw new IOException(fault.Message, fault) { HResult = FullDisk.FileTooLarge };
        }
    }

    private PngStrip NextStrip()
    {
        if (_rowsLeft == 0)
            throw new InvalidOperationException("There are more samples than the image has.");
        var strip = _inFlight.Count > _pool.MaximumConcurrencyLevel ? WriteOldest() : new PngStrip(_rowBytes, _stripRows, _format.Depth, _compression);
        var rows = Math.Min(_stripRows, _rowsLeft);
        strip.Start(_above, rows);
        _rowsLeft -= rows;
        return strip;
    }

    private void Compress(PngStrip strip)
    {
        _above = strip.LastRow.ToArray();
        _inFlight.Enqueue((strip, Task.Factory.StartNew(strip.Compress, _stop.Token, TaskCreationOptions.None, _pool)));
        _filling = null;
    }

    private PngStrip WriteOldest()
    {
        var (strip, done) = _inFlight.Peek();
        done.GetAwaiter().GetResult();
        _inFlight.Dequeue();
        Put(strip.Chunk);
        _adler = Adler32.Combine(_adler, strip.Adler, strip.FilteredBytes);
        return strip;
    }
}
