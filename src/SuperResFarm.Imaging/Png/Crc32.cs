using System.Buffers.Binary;

namespace SuperResFarm.Imaging.Png;

/// <summary>
/// The checksum of PNG chunks. Source: PNG third edition, annex D (polynomial, start and end value); eight bytes a step after
/// Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC generation", 2008.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Step = 8;

    // Row k: the effect of one byte that k more bytes follow.
    private static readonly uint[][] _tables = MakeTables();

    /// <returns>The checksum; 0 of nothing.</returns>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var (t0, t1, t2, t3) = (_tables[0], _tables[1], _tables[2], _tables[3]);
        var (t4, t5, t6, t7) = (_tables[4], _tables[5], _tables[6], _tables[7]);
        var crc = uint.MaxValue;
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
        }
        foreach (var value in bytes)
            crc = t0[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Step][];
        for (var k = 0; k < Step; k++)
        {
            tables[k] = new uint[256];
            for (var value = 0u; value < 256; value++)
                tables[k][value] = k == 0 ? Reduced(value) : tables[0][(byte)tables[k - 1][value]] ^ tables[k - 1][value] >> 8;
        }
        return tables;
    }

    private static uint Reduced(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : value >> 1 ^ Polynomial;
        return value;
    }
}
