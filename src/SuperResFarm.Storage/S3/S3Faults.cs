using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>
/// Turns what the client reports into what happens next. Messages name the address and the server's code, never keys or signatures.
/// </summary>
internal static class S3Faults
{
    private static readonly HashSet<string> _full = new(StringComparer.OrdinalIgnoreCase)
    {
        "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage", "StorageFull", "ServiceQuotaExceededException",
    };

    /// <returns>Whether a fault says how the store or the way to it is, and not that someone cancelled or that the program is wrong.</returns>
    public static bool IsOfStore(Exception fault, CancellationToken ct) => fault switch
    {
        OperationCanceledException => !ct.IsCancellationRequested,
        AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or WebException => true,
        _ => false,
    };

    public static bool IsMissing(Exception fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } s3 && s3.ErrorCode is not "NoSuchUpload";

    /// <returns>Whether a write with a condition was refused because an object is there. Servers of old say 304.</returns>
    public static bool IsConditionFailed(Exception fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.NotModified };

    /// <returns>Whether another writer with a condition was at work at the same moment.</returns>
    public static bool IsConflict(Exception fault) => fault is AmazonS3Exception { StatusCode: HttpStatusCode.Conflict };

    /// <returns>Whether the server does not know the condition.</returns>
    public static bool IsConditionUnknown(Exception fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.NotImplemented } or AmazonS3Exception { ErrorCode: "NotImplemented" or "InvalidArgument" };

    /// <returns>Whether an upload is unknown: aborted, or completed by a request whose answer was lost.</returns>
    public static bool IsUploadGone(Exception fault) => fault is AmazonS3Exception { ErrorCode: "NoSuchUpload" };

    public static FarmException Reading(ObjectUri uri, Exception fault) => fault switch
    {
        FarmException known => known,
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => StoreFaults.Missing(uri, fault),
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed } => StoreFaults.Changed(uri, fault),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } s3 => Refused(uri.ToString(), "read", s3),
        _ => Other(uri.ToString(), "read", fault),
    };

    public static FarmException Writing(ObjectUri uri, Exception fault) => fault switch
    {
        FarmException known => known,
        AmazonS3Exception { StatusCode: HttpStatusCode.InsufficientStorage } => StoreFaults.Full($"The object store has no room for '{uri}'.", fault),
        AmazonS3Exception s3 when _full.Contains(s3.ErrorCode ?? "") => StoreFaults.Full($"The object store has no room for '{uri}'.", fault),
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => StoreFaults.Unwritable(uri, "there is no such bucket", fault),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } s3 =>
            StoreFaults.Unwritable(uri, $"the store does not permit it ({s3.ErrorCode}); check the keys and the policy of the bucket", fault),
        AmazonS3Exception { ErrorCode: "EntityTooLarge" } => StoreFaults.Unwritable(uri, "it is larger than the store takes", fault),
        _ => Other(uri.ToString(), "written", fault),
    };

    public static FarmException Listing(string address, Exception fault) => fault switch
    {
        FarmException known => known,
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } =>
            FarmException.Rejected(FailureCode.SourceMissing, $"There is no bucket for '{address}'.", fault),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } s3 => Refused(address, "listed", s3),
        _ => Other(address, "listed", fault),
    };

    private static FarmException Refused(string address, string done, AmazonS3Exception fault) => FarmException.Rejected(FailureCode.SourceUnreadable,
        $"'{address}' cannot be {done}: the store does not permit it ({CodeOf(fault)}); check the keys and the policy of the bucket.", fault);

    private static FarmException Other(string address, string done, Exception fault) => fault switch
    {
        // Redirects mean the wrong region or endpoint, and will mean it again.
        AmazonS3Exception { StatusCode: >= HttpStatusCode.MovedPermanently and < HttpStatusCode.BadRequest } =>
            FarmException.Rejected(FailureCode.SettingsInvalid, $"'{address}' lives in another region or behind another endpoint; check Storage:S3:Region and Storage:S3:Endpoint.", fault),
        AmazonS3Exception { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } s3
            when s3.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict)
                && s3.ErrorCode is not ("RequestTimeout" or "SlowDown" or "BadDigest" or "XAmzContentSHA256Mismatch" or "NoSuchUpload" or "IncompleteBody") =>
            FarmException.Rejected(done is "written" ? FailureCode.OutputUnwritable : FailureCode.SourceUnreadable,
                $"'{address}' cannot be {done}: the store refuses the request ({CodeOf(s3)}).", fault),
        AmazonS3Exception s3 => StoreFaults.Unavailable($"'{address}' could not be {done}: the store had a bad moment ({CodeOf(s3)}).", fault),
        AmazonClientException => StoreFaults.Unavailable($"'{address}' could not be {done}: no keys for the store, or no way to it.", fault),
        _ => StoreFaults.Unavailable($"'{address}' could not be {done}: the store does not answer, or broke off.", fault),
    };

    private static string CodeOf(AmazonS3Exception fault) => string.IsNullOrEmpty(fault.ErrorCode) ? ((int)fault.StatusCode).ToString() : fault.ErrorCode;
}
