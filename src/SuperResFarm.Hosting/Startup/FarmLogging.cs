using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace SuperResFarm.Hosting.Startup;

/// <summary>Where and how services say what they do: one line each on standard output, or JSON with <c>Logging:Json</c>. Both carry trace and item.</summary>
internal static class FarmLogging
{
    /// <summary>What is said unless the settings name other levels.</summary>
    public static IReadOnlyDictionary<string, string?> Levels { get; } = new Dictionary<string, string?>
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        // Whoever probes reads it in the answer; here it would be said at every probe of a service that only begins.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
    };

    /// <summary>Sets it up.</summary>
    public static void AddFarmLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (builder.Configuration.GetValue("Logging:Json", defaultValue: false))
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "O";
            });
        else
            builder.Logging.AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.IncludeScopes = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            });
    }
}
