using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>The faults all stores have in common, each with one wording.</summary>
internal static class StoreFaults
{
    public static FarmException Missing(ObjectUri uri, Exception? cause = null) =>
        FarmException.Rejected(FailureCode.SourceMissing, $"There is no object '{uri}'.", cause);

    public static FarmException Changed(ObjectUri uri, Exception? cause = null) => FarmException.Rejected(FailureCode.SourceChanged,
        $"The object '{uri}' was changed since it was looked at; submit it again to use its new content.", cause);

    public static FarmException BehindEnd(ObjectUri uri, long offset, Exception? cause = null) =>
        FarmException.Rejected(FailureCode.SourceUnreadable, $"The object '{uri}' ends before byte {offset}.", cause);

    public static FarmException Damaged(ObjectUri uri) => new(FailureCode.SourceCorrupt, Disposition.Retry,
        $"The content of '{uri}' does not match the SHA-256 noted with it.");

    public static FarmException Unavailable(string what, Exception? cause = null) => new(FailureCode.StorageUnavailable, Disposition.Retry, what, cause);

    public static FarmException Unwritable(ObjectUri uri, string why, Exception? cause = null) =>
        FarmException.Rejected(FailureCode.OutputUnwritable, $"'{uri}' cannot be written: {why}.", cause);

    /// <returns>Full is not for ever: room may be made while the attempt waits.</returns>
    public static FarmException Full(string what, Exception? cause = null) => new(FailureCode.StorageFull, Disposition.Retry, what, cause);

    public static FarmException OtherContent(ObjectUri uri) => FarmException.Rejected(FailureCode.OutputUnwritable,
        $"'{uri}' was not written: the content has another SHA-256 than announced.");
}
