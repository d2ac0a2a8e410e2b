using NetVips;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Pulls rows out of a libvips pipeline, a strip at a time, so that the pipeline sees the same requests whoever asks.</summary>
internal sealed class DecodedRows : IRowStream
{
    // Decoders work in strips of 8 to 16 rows; higher ones only cost memory.
    private const int MaxStripRows = 16;

    // Every fetch makes a new array. Up to here it dies young; above, it would lie in the large object heap for long.
    private const int MaxStripBytes = 64 << 10;

    private readonly Image _image;
    private readonly Region _region;
    private readonly int _stripRows;
    private byte[] _strip = [];
    private int _position;
    private int _nextRow;

    public DecodedRows(Image image, int rowBytes)
    {
        _image = image;
        _region = Region.New(image);
        _stripRows = Math.Clamp(MaxStripBytes / rowBytes, 1, MaxStripRows);
    }

    public void Read(Span<byte> row)
    {
        if (_position == _strip.Length)
            Fetch();
        _strip.AsSpan(_position, row.Length).CopyTo(row);
        _position += row.Length;
    }

    public void Dispose()
    {
        _region.Dispose();
        _image.Dispose();
    }

    private void Fetch()
    {
        var rows = Math.Min(_stripRows, _image.Height - _nextRow);
        _strip = _region.Fetch(0, _nextRow, _image.Width, rows);
        (_position, _nextRow) = (0, _nextRow + rows);
    }
}
