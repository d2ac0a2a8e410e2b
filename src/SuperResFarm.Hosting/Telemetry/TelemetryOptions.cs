namespace SuperResFarm.Hosting.Telemetry;

/// <summary>Where the service tells how it is. What goes to an OpenTelemetry collector is set by its standard variables, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Telemetry";

    /// <value>An address of its own for <c>/metrics</c>, such as <c>http://0.0.0.0:9464</c>. Null, the default: where the service listens.</value>
    public string? MetricsUrl { get; init; }

    /// <summary>The port of that address; null: there is none.</summary>
    internal int? MetricsPort => MetricsUrl is { } url && Parse(url) is { } parsed ? parsed.Port : null;

    /// <returns>The address; null: it is none.</returns>
    internal static Uri? Parse(string url) =>
        Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var parsed)
            && parsed.Scheme is "http" or "https" && parsed.AbsolutePath == "/" ? parsed : null;
}
