using Microsoft.Extensions.Logging;

namespace SuperResFarm.Broker.Queues;

/// <summary>What this project says to operators; ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Connected to the broker {Address}; the queues are declared")]
    public static partial void Declared(ILogger logger, string address);

    [LoggerMessage(5002, LogLevel.Warning, "{Trouble} Trying again")]
    public static partial void Trouble(ILogger logger, string trouble);

    [LoggerMessage(5003, LogLevel.Warning, "A handler of {Queue} failed; its message goes back")]
    public static partial void HandlerFailed(ILogger logger, string queue, Exception fault);

    [LoggerMessage(5004, LogLevel.Warning, "{Count} handlers of {Queue} do not end although they were told to; their messages go back")]
    public static partial void HandlersStuck(ILogger logger, string queue, int count);

    [LoggerMessage(5005, LogLevel.Warning, "{Queue} is still not taken from although the broker is back; taking from it anew")]
    public static partial void TakenAnew(ILogger logger, string queue);

    [LoggerMessage(5006, LogLevel.Error, "A message in {Queue} cannot be read, so it does not go back")]
    public static partial void Unreadable(ILogger logger, string queue, Exception fault);

    [LoggerMessage(5007, LogLevel.Error, "A part of the connection to the broker failed; beginning it anew")]
    public static partial void BusFailed(ILogger logger, Exception fault);
}
