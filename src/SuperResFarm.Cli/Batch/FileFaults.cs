using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Batch;

/// <summary>What a fault of the file system means for a batch.</summary>
internal static class FileFaults
{
    public static FailureCode OfSource(Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException ? FailureCode.SourceMissing : FailureCode.SourceUnreadable;

    public static FailureCode OfResult(Exception fault) =>
        fault.SaysFull() ? FailureCode.StorageFull : FailureCode.OutputUnwritable;
}
