using System.Runtime.InteropServices;

namespace SuperResFarm.Storage.Folders;

/// <summary>
/// Calls that work below an open folder instead of on a path, so that nobody can swap a part of the path for a link in between.
/// Source: the Linux manual, openat(2), statx(2), linkat(2), renameat(2), unlinkat(2); the numbers are those of x64.
/// </summary>
internal static unsafe partial class LibC
{
    internal const int Here = -100;
    internal const int OpenPath = 0x200000 | CloseOnExec, Folder = 0x10000, NoFollow = 0x20000, NonBlocking = 0x800, CloseOnExec = 0x80000;
    internal const int WriteOnly = 1, Create = 0x40, Exclusive = 0x80;
    internal const int RemoveFolder = 0x200, EmptyPath = 0x1000, NoFollowStat = 0x100;
    internal const int NotPermitted = 1, Missing = 2, Interrupted = 4, Denied = 13, Exists = 17, NotAFolder = 20, IsAFolder = 21, NoSpace = 28, ReadOnly = 30, NameTooLong = 36,
        NotEmpty = 39, Loop = 40, NoDevice = 6, Quota = 122;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeFolderAt(int folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnlinkAt(int folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RenameAt(int oldFolder, string oldName, int newFolder, string newName);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LinkAt(int oldFolder, string oldName, int newFolder, string newName, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(int file);

    // struct statx has the same layout on every architecture.
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Stat(int folder, string name, int flags, uint mask, byte* buffer);
}
