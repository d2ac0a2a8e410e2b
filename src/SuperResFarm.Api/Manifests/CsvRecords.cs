using System.Text;
using System.Text.Unicode;

namespace SuperResFarm.Api.Manifests;

/// <summary>
/// Records of comma-separated values (RFC 4180), one at a time, in bounded memory. A damaged record says so, and the next one is read. That is why
/// no library does it: those at hand end at the first long or damaged record, or hold it whole, and none tells bytes that are no UTF-8.
/// </summary>
/// <param name="content">Read from its position on; a byte order mark is passed over.</param>
/// <param name="longest">Longest record in bytes.</param>
internal sealed class CsvRecords(Stream content, int longest)
{
    private const int End = -1;

    private readonly BufferedBytes _bytes = new(content, 1 << 16);
    private readonly byte[] _record = new byte[longest];
    private readonly List<int> _ends = [];
    private int _size;
    private int _lines;

    private enum Place
    {
        FieldStart,
        Plain,
        Quoted,
        AfterQuote,
    }

    /// <summary>Line on which the record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>What is wrong with the record; null: nothing.</summary>
    public string? Mistake { get; private set; }

    /// <summary>Its fields; of a damaged record what could be read.</summary>
    public IReadOnlyList<string> Fields { get; private set; } = [];

    /// <summary>Goes to the next record; lines without anything are none.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        while (Read() is { } wasBlank)
            if (!wasBlank)
                return true;
        return false;
    }

    // Null at the end; else whether the line was blank.
    private bool? Read()
    {
        (Line, Mistake, _size) = (_lines + 1, null, 0);
        _ends.Clear();
        var (place, quoted) = (Place.FieldStart, false);
        for (var first = true; ; first = false)
        {
            var next = Get();
            if (next == End && first)
                return null;
            if (next == End && place == Place.Quoted)
                Mistake ??= "a quote is opened and never closed, so all that follows was read as part of it";
            if (next == End || place != Place.Quoted && IsEnd(next))
                break;
            if (_size == longest)
            {
                Mistake = $"it is longer than {longest} bytes; is a quote never closed?";
                PassOverLine(next);
                break;
            }
            (place, quoted) = (After(place, (byte)next), quoted || place == Place.Quoted);
        }
        _ends.Add(_size);
        Fields = Decode();
        return Mistake is null && !quoted && Fields is [""];
    }

    private Place After(Place place, byte next)
    {
        switch (place, next)
        {
            case (Place.Quoted, (byte)'"') when Peek() == '"':
                Get();
                break;
            case (Place.Quoted, (byte)'"'):
                return Place.AfterQuote;
            case (Place.Quoted, _):
                break;
            case (_, (byte)','):
                _ends.Add(_size);
                return Place.FieldStart;
            case (Place.FieldStart, (byte)'"'):
                return Place.Quoted;
            case (Place.AfterQuote, _):
                Mistake ??= "something stands between a closing quote and the next comma";
                break;
            case (_, (byte)'"'):
                Mistake ??= "a quote stands inside a field that does not begin with one";
                break;
        }
        _record[_size++] = next;
        return place is Place.Quoted ? Place.Quoted : Place.Plain;
    }

    // A line feed, or a carriage return before one. A lone carriage return is a character like others.
    private bool IsEnd(int next)
    {
        if (next == '\r' && Peek() == '\n')
            next = Get();
        return next == '\n';
    }

    private void PassOverLine(int next)
    {
        while (next is not (End or '\n'))
            next = Get();
    }

    private int Get()
    {
        var next = Peek();
        if (next != End)
            _bytes.Take(1);
        _lines += next == '\n' ? 1 : 0;
        return next;
    }

    private int Peek()
    {
        while (_bytes.Rest.IsEmpty)
            if (!_bytes.Fill())
                return End;
        return _bytes.Rest[0];
    }

    private string[] Decode()
    {
        if (!Utf8.IsValid(_record.AsSpan(0, _size)))
            Mistake ??= "it is not UTF-8";
        var fields = new string[_ends.Count];
        for (var (at, start) = (0, 0); at < fields.Length; start = _ends[at++])
            fields[at] = Encoding.UTF8.GetString(_record, start, _ends[at] - start);
        return fields;
    }
}
