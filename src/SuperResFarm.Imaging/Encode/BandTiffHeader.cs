using System.Buffers.Binary;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Encode;

/// <summary>
/// The header of an uncompressed little-endian BigTIFF whose pixel data follow it without a gap, so that rows can be given to
/// libvips as they come. Layout: TIFF 6.0, chapter 2, with the 64-bit fields of BigTIFF.
/// </summary>
internal static class BandTiffHeader
{
    private const int FixedBytes = 16;
    private const int EntryBytes = 20;
    private const int StripRows = 16;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const ushort Long8 = 16;

    /// <returns>Header bytes; strips of pixel data start right behind them, top to bottom.</returns>
    public static byte[] For(PixelSize size, PixelFormat format)
    {
        var strips = (size.Height + StripRows - 1) / StripRows;
        var entries = format.HasAlpha ? 12 : 11;
        var tables = FixedBytes + 8 + entries * EntryBytes + 8;
        var header = new byte[tables + 2 * 8 * strips];
        var strip = (long)format.RowBytes(size.Width) * StripRows;
        WriteTables(header, tables, strips, strip, format.RowBytes(size.Width) * (long)size.Height);

        "II"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), 43);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 8);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), FixedBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(FixedBytes), entries);

        var position = FixedBytes + 8;
        Add(256, Long, 1, size.Width);
        Add(257, Long, 1, size.Height);
        Add(258, Short, format.Channels, Repeated((int)format.Depth, format.Channels));
        Add(259, Short, 1, 1); // no compression
        Add(262, Short, 1, format.ColorChannels == 1 ? 1 : 2); // gray with black at 0, or RGB
        // A table of one value stands in its entry.
        Add(273, Long8, strips, strips == 1 ? header.Length : tables);
        Add(277, Short, 1, format.Channels);
        Add(278, Long, 1, StripRows);
        Add(279, Long8, strips, strips == 1 ? format.RowBytes(size.Width) * (long)size.Height : tables + 8L * strips);
        Add(284, Short, 1, 1); // samples interleaved
        if (format.HasAlpha)
            Add(338, Short, 1, 2); // straight alpha
        Add(339, Short, format.Channels, Repeated(1, format.Channels)); // unsigned
        return header;

        void Add(ushort tag, ushort type, long count, long value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(position), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(position + 2), type);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(position + 4), count);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(position + 12), value);
            position += EntryBytes;
        }
    }

    private static void WriteTables(byte[] header, int tables, int strips, long strip, long total)
    {
        for (var i = 0; i < strips; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(tables + 8 * i), header.Length + i * strip);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(tables + 8 * (strips + i)), Math.Min(strip, total - i * strip));
        }
    }

    // Up to four 16-bit values fit into one entry.
    private static long Repeated(long value, int times) => times == 0 ? 0 : value | Repeated(value, times - 1) << 16;
}
