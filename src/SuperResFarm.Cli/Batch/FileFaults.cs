using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Batch;

/// <summary>What a fault of the file system means for a batch.</summary>
internal static class FileFaults
{
    // errno ENOSPC and EDQUOT, which .NET carries in the low part of HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static FailureCode OfSource(Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException ? FailureCode.SourceMissing : FailureCode.SourceUnreadable;

    public static FailureCode OfResult(Exception fault) =>
        (fault.HResult & 0xFFFF) is NoSpace or QuotaExceeded ? FailureCode.StorageFull : FailureCode.OutputUnwritable;
}
