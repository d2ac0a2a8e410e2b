using System.Buffers.Binary;
using System.IO.Compression;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Png;

/// <summary>
/// Some rows of a PNG file on their way from samples to a chunk. The chunks of all strips in a row hold one zlib stream: each
/// strip is compressed by itself and ends at a whole byte without being the last block (RFC 1951, 3.2.4, an empty stored block).
/// </summary>
internal sealed class PngStrip(int rowBytes, int capacity, SampleDepth depth, ZLibCompressionOptions compression) : IDisposable
{
    private const int ZlibHeadBytes = 2;
    private const int ZlibTailBytes = 4;

    // A row above the first, which is for the filter only; each row stands behind the byte that names its filter.
    private readonly byte[] _rows = GC.AllocateUninitializedArray<byte>((capacity + 1) * (rowBytes + 1));
    private readonly MemoryStream _chunk = new();
    private int _bytes;
    private int _filled;
    private bool _first;

    /// <summary>Whether all rows are there.</summary>
    public bool IsFull => _filled == _bytes;

    /// <summary>The unfiltered last row of a full strip.</summary>
    public ReadOnlySpan<byte> LastRow => Row(_bytes / rowBytes);

    /// <summary>Checksum of the filtered rows, from <see cref="Compress"/>.</summary>
    public uint Adler { get; private set; }

    /// <summary>Length of the filtered rows.</summary>
    public int FilteredBytes => _bytes / rowBytes * (rowBytes + 1);

    /// <summary>The whole chunk, from <see cref="Compress"/>.</summary>
    public ReadOnlySpan<byte> Chunk => _chunk.GetBuffer().AsSpan(0, (int)_chunk.Length);

    /// <summary>Begins with other rows.</summary>
    /// <param name="above">The row above them; nothing for the first of the image.</param>
    /// <param name="rows">1 to the strip's capacity.</param>
    public void Start(ReadOnlySpan<byte> above, int rows)
    {
        (_bytes, _filled, _first) = (rows * rowBytes, 0, above.IsEmpty);
        if (_first)
            Row(0).Clear();
        else
            above.CopyTo(Row(0));
    }

    /// <summary>Takes the next samples, which may end within a row.</summary>
    /// <returns>How many bytes were taken; fewer than given when the strip is full.</returns>
    public int Fill(ReadOnlySpan<byte> samples)
    {
        var taken = 0;
        while (!IsFull && taken < samples.Length)
        {
            var (row, column) = Math.DivRem(_filled, rowBytes);
            var count = Math.Min(rowBytes - column, samples.Length - taken);
            samples.Slice(taken, count).CopyTo(Row(row + 1)[column..]);
            taken += count;
            _filled += count;
        }
        return taken;
    }

    /// <summary>Filters and deflates a full strip; its rows are gone afterwards.</summary>
    public void Compress()
    {
        // From below, because each row needs the one above it as it was.
        for (var row = _bytes / rowBytes; row > 0; row--)
        {
            _rows[row * (rowBytes + 1)] = UpFilter.Type;
            UpFilter.Apply(Row(row), Row(row - 1), depth);
        }
        Deflate();
        PngChunk.Frame(_chunk.GetBuffer().AsSpan(0, (int)_chunk.Length), PngChunk.Pixels);
    }

    /// <inheritdoc/>
    public void Dispose() => _chunk.Dispose();

    private void Deflate()
    {
        // Only the first strip keeps the head of its zlib stream; the others put the head of the chunk over it.
        _chunk.SetLength(_first ? PngChunk.HeadBytes : PngChunk.HeadBytes - ZlibHeadBytes);
        _chunk.Position = _chunk.Length;
        int end;
        using (var zlib = new ZLibStream(_chunk, compression, leaveOpen: true))
        {
            zlib.Write(_rows, rowBytes + 1, FilteredBytes);
            zlib.Flush();
            end = (int)_chunk.Length;
        }
        // What follows is a last block and the strip's own checksum.
        Adler = BinaryPrimitives.ReadUInt32BigEndian(Chunk[^ZlibTailBytes..]);
        _chunk.SetLength(end + PngChunk.TailBytes);
    }

    private Span<byte> Row(int index) => _rows.AsSpan(index * (rowBytes + 1) + 1, rowBytes);
}
