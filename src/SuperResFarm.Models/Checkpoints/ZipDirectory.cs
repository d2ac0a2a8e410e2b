using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>A member of the archive that is stored as it is.</summary>
/// <param name="Name">Full name, with '/' between folders.</param>
/// <param name="Header">Position of its local header in the file.</param>
/// <param name="Bytes">Length of its data.</param>
/// <param name="End">Where the next member, or the directory, starts.</param>
internal readonly record struct ZipMember(string Name, long Header, long Bytes, long End);

/// <summary>
/// Reads the list of members of a PyTorch archive. Only what torch.save writes is accepted: stored members one after another, one
/// archive, unique plain names, the same in both places that tell them.
/// Written here rather than taken from the framework because the list itself must be bounded before it is read.
/// Layout: PKWARE APPNOTE 6.3.9, sections 4.3.12 to 4.3.16.
/// </summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22, LocatorBytes = 20, End64Bytes = 56, MemberBytes = 46, LocalBytes = 30, LongestComment = 65_535;

    public static List<ZipMember> Read(Stream file, CheckpointLimits limits)
    {
        var (start, length, count) = FindEnd(file);
        if (count > limits.Entries)
            throw ModelRefusal.Because($"The model archive has {count} members, more than the {limits.Entries} allowed.");
        // A member needs 46 bytes and a short name; far more than that is no directory.
        if (start < 0 || length < 0 || start > file.Length - length || length > (count + 1L) * 1024)
            throw Damaged();

        var directory = ReadAt(file, start, (int)length).AsSpan();
        var members = new List<ZipMember>((int)count);
        var names = new HashSet<string>();
        for (long i = 0; i < count; i++)
        {
            var member = ReadMember(ref directory);
            if (!names.Add(member.Name))
                throw ModelRefusal.Because($"The model archive holds '{PlainText.Show(member.Name)}' twice; it is damaged or malicious.");
            members.Add(member);
        }
        return directory.IsEmpty ? WithEnds(members, start) : throw Damaged();
    }

    // Overlapping members would read the same bytes over and over into memory.
    private static List<ZipMember> WithEnds(List<ZipMember> members, long end)
    {
        members.Sort((one, other) => other.Header.CompareTo(one.Header));
        foreach (ref var member in CollectionsMarshal.AsSpan(members))
        {
            if (member.Header + LocalBytes + member.Name.Length + member.Bytes > end)
                throw ModelRefusal.Because(
                    $"The model archive's member '{PlainText.Show(member.Name)}' overlaps what follows it; it is damaged or malicious.");
            (member, end) = (member with { End = end }, member.Header);
        }
        return members;
    }

    /// <returns>The data of one member, all of it.</returns>
    public static byte[] ReadData(Stream file, ZipMember member) => ReadAt(file, LocateData(file, member), (int)member.Bytes);

    /// <returns>Where the data of one member starts; all of it lies between its local header and the next member.</returns>
    public static long LocateData(Stream file, ZipMember member)
    {
        var local = ReadAt(file, member.Header, LocalBytes + member.Name.Length).AsSpan();
        if (!local.StartsWith("PK\x03\x04"u8) || U16(local[8..]) != 0 || U16(local[26..]) != member.Name.Length
            || Encoding.Latin1.GetString(local[LocalBytes..]) != member.Name)
            throw Damaged();
        var data = member.Header + LocalBytes + member.Name.Length + U16(local[28..]);
        return data <= member.End - member.Bytes ? data : throw Damaged();
    }

    private static (long Start, long Length, long Count) FindEnd(Stream file)
    {
        var tailBytes = (int)Math.Min(file.Length, EndBytes + LongestComment);
        var tail = ReadAt(file, file.Length - tailBytes, tailBytes);
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndBytes)
            throw ModelRefusal.Because("The model archive is cut short: its list of members is missing; download it again.");
        var end = tail.AsSpan(at);
        long count = U16(end[10..]), length = U32(end[12..]), start = U32(end[16..]);
        var locator = file.Length - tailBytes + at - LocatorBytes;
        return count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue
            ? FindEnd64(file, locator)
            : (start, length, count);
    }

    private static (long Start, long Length, long Count) FindEnd64(Stream file, long locatorAt)
    {
        var locator = ReadAt(file, locatorAt, LocatorBytes).AsSpan();
        if (!locator.StartsWith("PK\x06\x07"u8))
            throw Damaged();
        var end = ReadAt(file, I64(locator[8..]), End64Bytes).AsSpan();
        if (!end.StartsWith("PK\x06\x06"u8))
            throw Damaged();
        var (count, length, start) = (I64(end[32..]), I64(end[40..]), I64(end[48..]));
        return count >= 0 ? (start, length, count) : throw Damaged();
    }

    private static ZipMember ReadMember(ref Span<byte> directory)
    {
        if (directory.Length < MemberBytes || !directory.StartsWith("PK\x01\x02"u8))
            throw Damaged();
        int flags = U16(directory[8..]), method = U16(directory[10..]);
        long packed = U32(directory[20..]), bytes = U32(directory[24..]), header = U32(directory[42..]);
        int nameBytes = U16(directory[28..]), trailing = U16(directory[30..]) + U16(directory[32..]);
        if (directory.Length < MemberBytes + nameBytes + trailing)
            throw Damaged();
        // One character for each byte: names are only compared, and those that matter are ASCII.
        var name = Encoding.Latin1.GetString(directory.Slice(MemberBytes, nameBytes));
        directory = directory[(MemberBytes + nameBytes + trailing)..];

        if (method != 0 || packed != bytes || (flags & 1) != 0)
            throw ModelRefusal.Because("The model archive is compressed or encrypted; use the file as torch.save wrote it.");
        if (name.StartsWith('/') || name.Contains('\\') || name.Split('/').Contains(".."))
            throw ModelRefusal.Because("The model archive holds a name that points outside of it; it is damaged or malicious.");
        return new(name, header, bytes, End: 0);
    }

    private static byte[] ReadAt(Stream file, long position, int count)
    {
        if (position < 0 || count < 0 || position > file.Length - count)
            throw Damaged();
        var bytes = new byte[count];
        file.Position = position;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static FarmException Damaged() => ModelRefusal.Because("The model archive is damaged; download it again.");

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
