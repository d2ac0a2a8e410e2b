using System.ComponentModel;
using System.IO.Enumeration;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SuperResFarm.Storage.Folders;

/// <summary>
/// The files below one folder, and no others: every part of a path is opened below the part before it, and a link is never followed.
/// The root itself may be reached through links; who configures it knows.
/// </summary>
/// <param name="root">Absolute path.</param>
internal sealed class Jail(string root)
{
    /// <summary>Opens a folder below the root.</summary>
    /// <param name="parts">Names from the root downwards.</param>
    /// <param name="create">Whether what is missing is made.</param>
    /// <returns>The folder, or null when it is missing, or when a file or a link stands in its place (and nothing is to be made).</returns>
    /// <exception cref="Win32Exception">The system refuses; with <paramref name="create"/> also when something is in the way.</exception>
    public SafeFileHandle? OpenFolder(ReadOnlySpan<string> parts, bool create)
    {
        if (create)
            Directory.CreateDirectory(root);
        var folder = Open(LibC.Here, root, LibC.OpenPath | LibC.Folder);
        foreach (var part in parts)
        {
            if (folder is null)
                return null;
            using var parent = folder;
            if (create && LibC.MakeFolderAt(Number(parent), part, 0x1FF) != 0 && Marshal.GetLastPInvokeError() is var fault and not LibC.Exists)
                throw new Win32Exception(fault);
            folder = Open(Number(parent), part, LibC.OpenPath | LibC.Folder | LibC.NoFollow, orNull: !create);
        }
        return folder;
    }

    /// <summary>Opens an ordinary file for reading.</summary>
    /// <returns>The file, or null when there is none of that name, or something else than a file.</returns>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static SafeFileHandle? OpenFile(SafeFileHandle folder, string name)
    {
        // Without waiting: a pipe would block the opening for ever.
        var file = Open(Number(folder), name, LibC.NoFollow | LibC.NonBlocking | LibC.CloseOnExec);
        if (file is null || FileState.Of(file).IsFile)
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Makes a new file.</summary>
    /// <returns>The file, or null when the name is taken or the folder has just been removed.</returns>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static SafeFileHandle? CreateFile(SafeFileHandle folder, string name)
    {
        var number = LibC.OpenAt(Number(folder), name, LibC.WriteOnly | LibC.Create | LibC.Exclusive | LibC.NoFollow | LibC.CloseOnExec, 0x1B6);
        return number >= 0 ? new(number, ownsHandle: true)
            : Marshal.GetLastPInvokeError() is var fault and not (LibC.Exists or LibC.Missing) ? throw new Win32Exception(fault) : null;
    }

    /// <returns>Name and kind of what is in a folder, links and other special things left out, in no order.</returns>
    public static IEnumerable<(string Name, bool IsFolder)> Entries(SafeFileHandle folder) =>
        new FileSystemEnumerable<(string Name, bool IsFolder)>(
            $"/proc/self/fd/{Number(folder)}",
            (ref entry) => (entry.FileName.ToString(), entry.IsDirectory),
            new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, ReturnSpecialDirectories = false });

    /// <returns>0, or the system's number of the fault.</returns>
    public static int Fault(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <returns>The number of an open file or folder; it must outlive the use.</returns>
    public static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    /// <returns>The folder or file, or null when it is missing or something of another kind stands there.</returns>
    private static SafeFileHandle? Open(int folder, string name, int flags, bool orNull = true)
    {
        int number;
        do
            number = LibC.OpenAt(folder, name, flags, 0);
        while (number < 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted);
        if (number >= 0)
            return new(number, ownsHandle: true);
        var fault = Marshal.GetLastPInvokeError();
        return orNull && (fault is LibC.Missing or LibC.NotAFolder or LibC.Loop or LibC.NoDevice or LibC.NameTooLong) ? null : throw new Win32Exception(fault);
    }
}
