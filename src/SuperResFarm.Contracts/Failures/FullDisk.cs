namespace SuperResFarm.Contracts.Failures;

/// <summary>Tells a full disk from other faults of the file system.</summary>
public static class FullDisk
{
    // errno ENOSPC and EDQUOT, which .NET carries in the low part of HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <returns>Whether the disk, or the user's share of it, is full.</returns>
    public static bool SaysFull(this Exception fault) => (fault.HResult & 0xFFFF) is NoSpace or QuotaExceeded;
}
