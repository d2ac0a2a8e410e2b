using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SuperResFarm.Models.Pickles;

/// <summary>Reads the operands of pickle instructions; every read is checked against the end of the bytes.</summary>
internal sealed class PickleReader(ReadOnlyMemory<byte> bytes)
{
    private const int LongestName = 256;

    // Python writes lone surrogates as they are; such text is damage here.
    private static readonly UTF8Encoding _utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <returns>A <see cref="long"/>, or a <see cref="BigInteger"/> where that is too short.</returns>
    public object Long()
    {
        var value = new BigInteger(Take(Byte()));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : (object)value;
    }

    public string ByteString() => Encoding.Latin1.GetString(Take(Byte()));

    public string Text()
    {
        try
        {
            return _utf8.GetString(Take(Int32()));
        }
        catch (DecoderFallbackException e)
        {
            throw ModelRefusal.Because("The model file is damaged: a text in it is not UTF-8.", e);
        }
    }

    /// <returns>One line without its end, as module and name of a global are written.</returns>
    public string Line()
    {
        var rest = bytes.Span[Position..];
        var length = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)'\n');
        if (length < 0)
            throw ModelRefusal.Because("The model file is damaged: a name in it has no end.");
        var line = Encoding.Latin1.GetString(rest[..length]);
        Position += length + 1;
        return line;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw ModelRefusal.Because("The model file is cut short or damaged: its description ends within a value.");
        Position += count;
        return bytes.Span.Slice(Position - count, count);
    }
}
