using Microsoft.Extensions.Logging;

namespace SuperResFarm.Hosting.Startup;

/// <summary>What this project says to operators; ids 9000 to 9999.</summary>
internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Warning, "Failpoints are set: this process will fail on purpose. Unset {Variable} outside of tests")]
    public static partial void FailpointsSet(ILogger logger, string variable);
}
