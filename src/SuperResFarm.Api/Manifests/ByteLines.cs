namespace SuperResFarm.Api.Manifests;

/// <summary>Lines of a content of any length, in the memory of two lines. A line ends at a line feed, with a carriage return before it or not.</summary>
/// <param name="content">Read from its position on; a byte order mark is passed over.</param>
/// <param name="longest">Longest line in bytes; of a longer one only the beginning is told.</param>
internal sealed class ByteLines(Stream content, int longest)
{
    private readonly BufferedBytes _bytes = new(content, 2 * longest);
    private byte[] _head = [];
    private int _length;

    /// <summary>Number of the line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The line without its end, or the beginning of one that is too long. Valid until the next one.</summary>
    public ReadOnlySpan<byte> Current => IsTooLong ? _head : _bytes.Taken[.._length];

    /// <summary>Whether the line is longer than is read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        IsTooLong = false;
        for (var looked = 0; ;)
        {
            var at = _bytes.Rest[looked..].IndexOf((byte)'\n');
            if (at >= 0)
                return Take(looked + at, looked + at + 1);
            looked = _bytes.Rest.Length;
            if (looked > longest + 1)
                return PassOver();
            if (!_bytes.Fill())
                return looked > 0 && Take(looked, looked);
        }
    }

    private bool Take(int length, int withEnd)
    {
        Number++;
        _bytes.Take(withEnd);
        _length = _bytes.Taken[..length] is [.., (byte)'\r'] ? length - 1 : length;
        if (_length > longest)
            (IsTooLong, _head) = (true, _bytes.Taken[..ManifestReader.Shown].ToArray());
        return true;
    }

    private bool PassOver()
    {
        Number++;
        (IsTooLong, _head) = (true, _bytes.Rest[..ManifestReader.Shown].ToArray());
        do
        {
            var at = _bytes.Rest.IndexOf((byte)'\n');
            _bytes.Take(at < 0 ? _bytes.Rest.Length : at + 1);
            if (at >= 0)
                return true;
        }
        while (_bytes.Fill());
        return true;
    }
}
