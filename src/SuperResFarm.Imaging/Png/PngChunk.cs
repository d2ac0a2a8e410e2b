using System.Buffers.Binary;
using System.Text;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Png;

/// <summary>One chunk of a PNG file. Layout: PNG third edition, 5.3: length, four letters, data, checksum of letters and data.</summary>
/// <param name="Type">Four letters.</param>
/// <param name="Data">What the chunk holds, shorter than 2 GiB.</param>
internal readonly record struct PngChunk(string Type, ReadOnlyMemory<byte> Data)
{
    /// <value>Bytes before the data: length and type.</value>
    public const int HeadBytes = 8;

    /// <value>Bytes behind the data.</value>
    public const int TailBytes = 4;

    public const string Header = "IHDR";
    public const string Pixels = "IDAT";
    public const string End = "IEND";

    /// <value>The first bytes of every PNG file.</value>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <returns>The header of an image that is not interlaced (11.2.1).</returns>
    public static PngChunk HeaderOf(PixelSize size, PixelFormat format)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, size.Width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), size.Height);
        data[8] = (byte)format.Depth;
        data[9] = (byte)((format.ColorChannels == 3 ? 2 : 0) | (format.HasAlpha ? 4 : 0));
        return new PngChunk(Header, data);
    }

    /// <summary>Takes a whole file apart.</summary>
    /// <param name="png">A well-formed file in memory, as an encoder of this process made it.</param>
    public static IEnumerable<PngChunk> Split(ReadOnlyMemory<byte> png)
    {
        for (var rest = png[Signature.Length..]; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest.Span);
            yield return new PngChunk(Encoding.ASCII.GetString(rest.Span[4..HeadBytes]), rest.Slice(HeadBytes, length));
            rest = rest[(HeadBytes + length + TailBytes)..];
        }
    }

    /// <summary>Makes a chunk of data that already stand in their place.</summary>
    /// <param name="chunk">The whole chunk; what is not data is written here.</param>
    /// <param name="type">Four letters.</param>
    public static void Frame(Span<byte> chunk, string type)
    {
        BinaryPrimitives.WriteInt32BigEndian(chunk, chunk.Length - HeadBytes - TailBytes);
        Encoding.ASCII.GetBytes(type, chunk[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^TailBytes..], Crc32.Of(chunk[4..^TailBytes]));
    }

    /// <returns>The bytes of the chunk in a file.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeadBytes + Data.Length + TailBytes];
        Data.Span.CopyTo(bytes.AsSpan(HeadBytes));
        Frame(bytes, Type);
        return bytes;
    }
}
