using System.Buffers.Binary;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>
/// Corrects an EXIF block in place of the encoder, which would bring back what the block says although the image says
/// otherwise. Layout: EXIF 2.32, section 4.6 (a TIFF directory of 12-byte entries, then the offset of the next one).
/// </summary>
internal static class ExifBlock
{
    private const int EntryBytes = 12;
    private const int FirstDirectory = 4;
    private const ushort OrientationTag = 0x0112;
    private const ushort PhotoDirectoryTag = 0x8769;
    private const ushort WidthTag = 0xA002;
    private const ushort HeightTag = 0xA003;
    private const ushort LittleEndian = 0x4949;
    private const ushort Short = 3;

    /// <param name="block">As stored in a file, with or without its leading <c>Exif</c>.</param>
    /// <returns>A copy with orientation 1 and without the second directory, which holds the thumbnail; a damaged block as it is.</returns>
    public static byte[] Upright(byte[] block)
    {
        var copy = (byte[])block.Clone();
        var little = IsLittle(copy);
        var tiff = TiffOf(copy);
        var (entries, next) = DirectoryAt(tiff, FirstDirectory, little);
        foreach (var entry in entries)
            if (Read16(tiff[entry..], little) == OrientationTag)
                SetShort(tiff.Slice(entry + 8, 4), 1, little);
        if (next + 4 <= tiff.Length)
            tiff.Slice(next, 4).Clear();
        return copy;
    }

    /// <param name="block">As <see cref="Upright"/> takes it.</param>
    /// <param name="size">Size of the picture the block shall be for.</param>
    /// <returns>A copy that states this size where it stated one.</returns>
    public static byte[] WithSize(ReadOnlySpan<byte> block, PixelSize size)
    {
        var copy = block.ToArray();
        var little = IsLittle(copy);
        var tiff = TiffOf(copy);
        foreach (var link in DirectoryAt(tiff, FirstDirectory, little).Entries)
            if (Read16(tiff[link..], little) == PhotoDirectoryTag)
                foreach (var entry in DirectoryAt(tiff, link + 8, little).Entries)
                    SetSide(tiff.Slice(entry, EntryBytes), size, little);
        return copy;
    }

    private static Span<byte> TiffOf(byte[] block) => block.AsSpan(block.AsSpan().StartsWith("Exif\0\0"u8) ? 6 : 0);

    private static bool IsLittle(byte[] block) => TiffOf(block) is { Length: >= 2 } tiff && BinaryPrimitives.ReadUInt16BigEndian(tiff) == LittleEndian;

    // Where the entries of a directory stand and where the offset of the next one does; behind the block when there are none.
    private static (List<int> Entries, int Next) DirectoryAt(ReadOnlySpan<byte> tiff, int link, bool little)
    {
        if (tiff.Length < link + 4 || Read32(tiff[link..], little) is var offset && offset > tiff.Length - 2)
            return ([], tiff.Length);
        var count = Read16(tiff[(int)offset..], little);
        var entries = new List<int>();
        var position = (int)offset + 2;
        for (; entries.Count < count && position + EntryBytes <= tiff.Length; position += EntryBytes)
            entries.Add(position);
        return (entries, position);
    }

    private static void SetSide(Span<byte> entry, PixelSize size, bool little)
    {
        var tag = Read16(entry, little);
        if (tag is not (WidthTag or HeightTag))
            return;
        var side = tag == WidthTag ? size.Width : size.Height;
        if (Read16(entry[2..], little) == Short)
            SetShort(entry[8..], (ushort)side, little);
        else if (little)
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], side);
        else
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], side);
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
