using Microsoft.Extensions.Options;

namespace SuperResFarm.Hosting.Telemetry;

/// <summary>Finds mistakes in the settings; names the key.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) => options.MetricsUrl is null || TelemetryOptions.Parse(options.MetricsUrl) is not null
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Telemetry:MetricsUrl: '{options.MetricsUrl}' is no address to listen on; give one like http://0.0.0.0:9464.");
}
