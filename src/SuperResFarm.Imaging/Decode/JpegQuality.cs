using System.Buffers.Binary;

namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// The quality that a JPEG file was written with, told by its quantisation tables: the number of the Independent JPEG Group's encoder whose table for
/// luma (ITU-T T.81, annex K.1, scaled) is nearest. Encoders with tables of their own get the number that damages about as much.
/// </summary>
internal static class JpegQuality
{
    private const int Coefficients = 64;
    private const int MostSegments = 10_000;   // real files have tens; one of a million tiny ones must cost nothing
    private const int MostTables = 4;
    private const byte Mark = 0xFF, Start = 0xD8, StartOfScan = 0xDA, Tables = 0xDB;

    // Annex K.1 in the zigzag order of files.
    private static readonly byte[] _luma =
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    /// <param name="file">A JPEG file at its beginning; read up to its first scan.</param>
    /// <returns>1 to 100; null when the tables are missing or damaged.</returns>
    public static int? Of(Stream file)
    {
        Span<byte> head = stackalloc byte[4];
        if (!TryRead(file, head[..2]) || head[0] != Mark || head[1] != Start)
            return null;
        var (tables, luma) = (new int[]?[MostTables], 0);   // 0 is luma's number in the files of all usual encoders
        for (var segment = 0; segment < MostSegments && TryRead(file, head[..2]) && head[0] == Mark;)
        {
            if (head[1] == Mark)
            {
                file.Position--;   // a fill byte
                segment++;
                continue;
            }
            if (head[1] == StartOfScan || !TryRead(file, head[2..]))
                break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(head[2..]) - 2;
            if (length < 0)
                break;
            if (head[1] != Tables && !IsFrame(head[1]))
                file.Position += length;
            else if (TryRead(file, length) is not { } content)
                break;
            else if (head[1] == Tables)
                Collect(content, tables);
            else
                luma = TableOfFirst(content) ?? luma;
            segment++;
        }
        return tables[luma] is { } table && !table.Contains(0) ? Nearest(table) : null;
    }

    // All frame headers but what stands among their numbers: Huffman tables, an extension, arithmetic coding.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // Precision, height, width and the number of components come first; then each has its name, its sampling, and the number of its table.
    private static int? TableOfFirst(ReadOnlySpan<byte> frame) => frame.Length > 8 && frame[8] < MostTables ? frame[8] : null;

    private static void Collect(ReadOnlySpan<byte> content, int[]?[] tables)
    {
        while (content.Length > 0)
        {
            var (wide, number) = (content[0] >> 4 != 0, content[0] & 15);
            var bytes = wide ? 2 * Coefficients : Coefficients;
            if (content.Length < 1 + bytes || number >= MostTables)
                return;
            var table = tables[number] = new int[Coefficients];
            for (var i = 0; i < Coefficients; i++)
                table[i] = wide ? BinaryPrimitives.ReadUInt16BigEndian(content[(1 + 2 * i)..]) : content[1 + i];
            content = content[(1 + bytes)..];
        }
    }

    private static int Nearest(int[] table) => Enumerable.Range(1, 100).MinBy(quality => Distance(table, quality));

    private static int Distance(int[] table, int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var sum = 0;
        for (var i = 0; i < Coefficients; i++)
            sum += Math.Abs(table[i] - Math.Clamp((_luma[i] * percent + 50) / 100, 1, byte.MaxValue));
        return sum;
    }

    private static byte[]? TryRead(Stream file, int length)
    {
        var content = new byte[length];
        return TryRead(file, content) ? content : null;
    }

    private static bool TryRead(Stream file, Span<byte> target) => file.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
}
