namespace SuperResFarm.Contracts.Failures;

/// <summary>Tells a full disk from other faults of the file system.</summary>
public static class FullDisk
{
    /// <value>errno EFBIG: a file longer than its file system or the user's limit allows.</value>
    public const int FileTooLarge = 27;

    // errno ENOSPC and EDQUOT, which .NET carries in the low part of HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <returns>Whether the disk, or the user's share of it, is full, or a file reached the longest it may be.</returns>
    public static bool SaysFull(this Exception fault) => (fault.HResult & 0xFFFF) is NoSpace or QuotaExceeded or FileTooLarge;
}
