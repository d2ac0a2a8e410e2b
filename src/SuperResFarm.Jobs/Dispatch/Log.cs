using Microsoft.Extensions.Logging;

namespace SuperResFarm.Jobs.Dispatch;

/// <summary>What this project says to operators; ids 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Warning, "The broker did not confirm {Unconfirmed} messages ({Confirmed} it did); their items are pending again")]
    public static partial void Unconfirmed(ILogger logger, int unconfirmed, int confirmed);

    [LoggerMessage(6002, LogLevel.Error, "Dispatching failed; trying again")]
    public static partial void DispatchFailed(ILogger logger, Exception fault);

    [LoggerMessage(6003, LogLevel.Warning, "{Items} leases ended without a word; the items go back or fail")]
    public static partial void LeasesEnded(ILogger logger, int items);

    [LoggerMessage(6004, LogLevel.Error, "Searching for ended leases and old keys failed; trying again")]
    public static partial void ReapFailed(ILogger logger, Exception fault);

    [LoggerMessage(6005, LogLevel.Error, "Searching for jobs whose deadline has passed failed; trying again")]
    public static partial void DeadlinesUnseen(ILogger logger, Exception fault);
}
