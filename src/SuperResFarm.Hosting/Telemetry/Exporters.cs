using Microsoft.Extensions.Configuration;

namespace SuperResFarm.Hosting.Telemetry;

/// <summary>Where a signal goes, by OpenTelemetry's standard variables: <c>OTEL_TRACES_EXPORTER</c> and its like, several names separated by commas; without one to the
/// collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, or nowhere.</summary>
/// <param name="settings">With the environment in them.</param>
internal sealed class Exporters(IConfiguration settings)
{
    /// <returns>Whether a signal goes to an OpenTelemetry collector.</returns>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    public bool ToCollector(string signal) => Named(signal) is { } named
        ? named.Contains("otlp")
        : settings["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } || settings[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 };

    /// <returns>Whether a signal goes to standard output.</returns>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    public bool ToConsole(string signal) => Named(signal)?.Contains("console") == true;

    private string[]? Named(string signal) =>
        settings[$"OTEL_{signal}_EXPORTER"] is { Length: > 0 } names ? names.Split(',', StringSplitOptions.TrimEntries) : null;
}
