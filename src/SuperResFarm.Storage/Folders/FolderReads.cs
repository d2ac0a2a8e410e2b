using System.ComponentModel;
using Microsoft.Win32.SafeHandles;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>What a file and its notes say about an object.</summary>
internal static class FolderReads
{
    private const string UnknownType = "application/octet-stream";

    public static ObjectHead Head(ObjectUri uri, FileState state, FolderNotes? notes) => new()
    {
        Uri = uri,
        Version = new(state.ETag),
        Bytes = state.Bytes,
        LastModified = state.LastModified,
        ContentType = notes?.ContentType ?? UnknownType,
        Metadata = notes?.Metadata ?? new Dictionary<string, string>(),
        Sha256 = notes?.Sha256,
    };

    /// <summary>Makes what happened to the names in a folder outlast a loss of power.</summary>
    public static void SyncFolder(SafeFileHandle folder)
    {
        // A handle that only names the folder cannot be synchronised.
        var number = LibC.OpenAt(Jail.Number(folder), ".", LibC.Folder | LibC.CloseOnExec, 0);
        if (number < 0)
            throw new Win32Exception(System.Runtime.InteropServices.Marshal.GetLastPInvokeError());
        using var open = new SafeFileHandle(number, ownsHandle: true);
        _ = LibC.Sync(number);
    }
}
