namespace SuperResFarm.Api.Manifests;

/// <summary>What is read ahead of a content; a byte order mark at its beginning is passed over.</summary>
/// <param name="content">Read from its position on.</param>
/// <param name="room">How many bytes are read ahead at most.</param>
internal sealed class BufferedBytes(Stream content, int room)
{
    private static readonly byte[] _mark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer = new byte[Math.Max(room, 4096)];
    private int _taken;
    private int _start;
    private int _end;
    private bool _begun;

    /// <summary>What was read and not taken yet.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    /// <summary>What was taken last. Valid until the next filling.</summary>
    public ReadOnlySpan<byte> Taken => _buffer.AsSpan(_taken, _start - _taken);

    /// <summary>Takes the first bytes of the rest.</summary>
    public void Take(int count)
    {
        _taken = _start;
        _start += count;
    }

    /// <summary>Reads more behind the rest.</summary>
    /// <returns>Whether there was more.</returns>
    public bool Fill()
    {
        if (_start > 0)
        {
            Rest.CopyTo(_buffer);
            (_taken, _start, _end) = (0, 0, _end - _start);
        }
        var count = content.ReadAtLeast(_buffer.AsSpan(_end), _begun ? 1 : _mark.Length, throwOnEndOfStream: false);
        _end += count;
        if (!_begun && Rest.StartsWith(_mark))
            _start = _mark.Length;
        _begun = true;
        return count > 0;
    }
}
