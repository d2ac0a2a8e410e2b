using System.Buffers.Binary;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>
/// Corrects an EXIF block in place of the encoder, which would bring back what the block says although the image says
/// otherwise. Layout: EXIF 2.32, section 4.6 (a TIFF directory of 12-byte entries, then the offset of the next one).
/// </summary>
internal static class ExifBlock
{
    private const int EntryBytes = 12;
    private const ushort OrientationTag = 0x0112;
    private const ushort LittleEndian = 0x4949;

    /// <param name="block">As stored in a file, with or without its leading <c>Exif</c>.</param>
    /// <returns>A copy with orientation 1 and without the second directory, which holds the thumbnail; a damaged block as it is.</returns>
    public static byte[] Upright(byte[] block)
    {
        var copy = (byte[])block.Clone();
        var tiff = copy.AsSpan(block.AsSpan().StartsWith("Exif\0\0"u8) ? 6 : 0);
        if (tiff.Length < 8)
            return copy;
        var little = BinaryPrimitives.ReadUInt16BigEndian(tiff) == LittleEndian;
        var directory = Read32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return copy;
        var entries = Read16(tiff[(int)directory..], little);
        var position = (int)directory + 2;
        for (var i = 0; i < entries && position + EntryBytes <= tiff.Length; i++, position += EntryBytes)
            if (Read16(tiff[position..], little) == OrientationTag)
                SetShort(tiff.Slice(position + 8, 4), 1, little);
        if (position + 4 <= tiff.Length)
            tiff.Slice(position, 4).Clear();
        return copy;
    }

    private static ushort Read16(ReadOnlySpan<byte> from, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

    private static uint Read32(ReadOnlySpan<byte> from, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);

    // A short stands in the first two of the four value bytes, in either byte order.
    private static void SetShort(Span<byte> value, ushort number, bool little)
    {
        value.Clear();
        if (little)
            BinaryPrimitives.WriteUInt16LittleEndian(value, number);
        else
            BinaryPrimitives.WriteUInt16BigEndian(value, number);
    }
}
