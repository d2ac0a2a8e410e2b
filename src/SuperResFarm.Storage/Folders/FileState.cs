using System.Buffers.Binary;
using System.Globalization;

namespace SuperResFarm.Storage.Folders;

/// <summary>What tells one content of a file from the next.</summary>
/// <param name="IsFile">Whether it is an ordinary file; anything else is no object.</param>
/// <param name="Inode">Number of the file in its file system.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Seconds">Time of the last change, whole seconds of the Unix clock.</param>
/// <param name="Nanoseconds">The rest of that time.</param>
internal readonly record struct FileState(bool IsFile, ulong Inode, long Bytes, long Seconds, uint Nanoseconds)
{
    private const uint Wanted = 0x001 | 0x002 | 0x040 | 0x100 | 0x200;   // type, mode, mtime, inode, size

    /// <summary>State of an entry of a folder, links not followed; null when there is none.</summary>
    public static unsafe FileState? Of(int folder, string name)
    {
        var buffer = stackalloc byte[256];
        return LibC.Stat(folder, name, LibC.NoFollowStat, Wanted, buffer) == 0 ? Read(new(buffer, 256)) : null;
    }

    /// <summary>State of an open file.</summary>
    public static unsafe FileState Of(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var buffer = stackalloc byte[256];
        return LibC.Stat((int)file.DangerousGetHandle(), "", LibC.EmptyPath, Wanted, buffer) == 0 ? Read(new(buffer, 256)) : default;
    }

    /// <summary>Changes with every writing to the file and with every replacing of it.</summary>
    public string ETag => string.Create(CultureInfo.InvariantCulture, $"{Inode:x}-{Stamp}");

    /// <summary>As <see cref="ETag"/> without the inode, so that notes survive when the store is copied with its times.</summary>
    public string Stamp => string.Create(CultureInfo.InvariantCulture, $"{Seconds:x}.{Nanoseconds:x}-{Bytes:x}");

    /// <summary>Time of the last change.</summary>
    public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch.AddSeconds(Seconds).AddTicks(Nanoseconds / 100);

    private static FileState Read(ReadOnlySpan<byte> statx) => new(
        (BinaryPrimitives.ReadUInt16LittleEndian(statx[28..]) & 0xF000) == 0x8000,
        BinaryPrimitives.ReadUInt64LittleEndian(statx[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(statx[40..]),
        BinaryPrimitives.ReadInt64LittleEndian(statx[112..]),
        BinaryPrimitives.ReadUInt32LittleEndian(statx[120..]));
}
