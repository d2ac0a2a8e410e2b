using System.ComponentModel;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>Turns what the file system says into what happens next.</summary>
internal static class FolderFaults
{
    /// <returns>Whether a fault comes from the file system.</returns>
    public static bool IsOfFiles(Exception fault) => fault is Win32Exception or IOException or UnauthorizedAccessException;

    public static FarmException Writing(ObjectUri uri, Exception fault) => NumberOf(fault) switch
    {
        LibC.NoSpace or LibC.Quota => StoreFaults.Full($"The disk of the object store is full; make room for '{uri}'.", fault),
        LibC.Denied or LibC.NotPermitted or LibC.ReadOnly => StoreFaults.Unwritable(uri, "the folder store does not permit it; check the owner and mode of its folders", fault),
        LibC.NotAFolder or LibC.Loop => StoreFaults.Unwritable(uri, "a part of its path is a file or a link", fault),
        LibC.IsAFolder => StoreFaults.Unwritable(uri, "there is a folder of that name", fault),
        LibC.NameTooLong => StoreFaults.Unwritable(uri, "its path is longer than the file system allows", fault),
        _ => StoreFaults.Unavailable($"'{uri}' could not be written: the folder store had an input/output error.", fault),
    };

    public static FarmException Reading(string address, Exception fault) => NumberOf(fault) is LibC.Denied or LibC.NotPermitted
        ? FarmException.Rejected(FailureCode.SourceUnreadable, $"'{address}' cannot be read: the folder store does not permit it; check the owner and mode of its folders.", fault)
        : StoreFaults.Unavailable($"'{address}' could not be read: the folder store had an input/output error.", fault);

    private static int NumberOf(Exception fault) => fault switch
    {
        Win32Exception system => system.NativeErrorCode,
        UnauthorizedAccessException => LibC.Denied,
        _ => fault.HResult & 0xFFFF,
    };
}
