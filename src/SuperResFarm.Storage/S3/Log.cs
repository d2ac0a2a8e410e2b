using Microsoft.Extensions.Logging;

namespace SuperResFarm.Storage.S3;

/// <summary>What the S3 store tells the operator.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "The upload of {Uri} failed, and could not be aborted either; its parts stay until the bucket's lifecycle rule or the next sweep removes them")]
    public static partial void AbortFailed(ILogger logger, Exception fault, string uri);

    [LoggerMessage(4002, LogLevel.Warning, "The server of bucket {Bucket} does not know If-None-Match; from now on the store looks before it writes, and two writers at the same moment may both write")]
    public static partial void ConditionUnknown(ILogger logger, string bucket);

    [LoggerMessage(4003, LogLevel.Warning, "{Uri} is stored, but its SHA-256 could not be noted with it")]
    public static partial void Unsealed(ILogger logger, Exception fault, string uri);

    [LoggerMessage(4004, LogLevel.Information, "Reading {Uri} goes on at byte {Position} after a break")]
    public static partial void Resumed(ILogger logger, Exception? fault, string uri, long position);
}
