using System.Buffers.Binary;

namespace SuperResFarm.Tests.Models;

/// <summary>A number in the structure of a zip file.</summary>
/// <param name="Name">What it tells.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Bytes">2, 4 or 8.</param>
internal readonly record struct ArchiveField(string Name, int Position, int Bytes)
{
    public long Read(ReadOnlySpan<byte> archive)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        archive.Slice(Position, Bytes).CopyTo(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>Writes as much of <paramref name="value"/> as there is room for.</summary>
    public void Write(Span<byte> archive, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes[..Bytes].CopyTo(archive[Position..]);
    }
}

/// <summary>Finds the numbers of a well-formed zip file. Layout: PKWARE APPNOTE 6.3.9, sections 4.3.7 to 4.3.16.</summary>
internal static class ArchiveFields
{
    private static readonly (string Name, int At, int Bytes)[] _member =
    [
        ("flags", 8, 2), ("method", 10, 2), ("packed", 20, 4), ("length", 24, 4), ("name length", 28, 2), ("extra length", 30, 2),
        ("comment length", 32, 2), ("header", 42, 4),
    ];

    private static readonly (string Name, int At, int Bytes)[] _local =
        [("local method", 8, 2), ("local name length", 26, 2), ("local extra length", 28, 2)];

    private static readonly (string Name, int At, int Bytes)[] _end = [("end count", 10, 2), ("end length", 12, 4), ("end start", 16, 4)];

    private static readonly (string Name, int At, int Bytes)[] _end64 =
        [("locator", -12, 8), ("end64 count", -44, 8), ("end64 length", -36, 8), ("end64 start", -28, 8)];

    public static IReadOnlyList<ArchiveField> Of(ReadOnlySpan<byte> archive)
    {
        var fields = new List<ArchiveField>();
        var end = archive.LastIndexOf("PK\u0005\u0006"u8);
        Add(_end, end);
        if (end >= 20 && archive[(end - 20)..].StartsWith("PK\u0006\u0007"u8))
            Add(_end64, end);
        var member = (int)BinaryPrimitives.ReadUInt32LittleEndian(archive[(end + 16)..]);
        while (archive[member..].StartsWith("PK\u0001\u0002"u8))
        {
            Add(_member, member);
            Add(_local, (int)BinaryPrimitives.ReadUInt32LittleEndian(archive[(member + 42)..]));
            member += 46 + U16(archive, member + 28) + U16(archive, member + 30) + U16(archive, member + 32);
        }
        return fields;

        void Add((string Name, int At, int Bytes)[] layout, int start) =>
            fields.AddRange(layout.Select(each => new ArchiveField(each.Name, start + each.At, each.Bytes)));
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
