using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace SuperResFarm.Hosting.Telemetry;

/// <summary>
/// Decides which traces are kept. What begins with a request or with an item is one; signs of life, health checks and the polling of queues that belong
/// to no trace are none. <c>OTEL_TRACES_SAMPLER</c> and its argument choose among traces, as everywhere.
/// </summary>
/// <param name="chosen">Chooses.</param>
internal sealed class FarmSampler(Sampler chosen) : Sampler
{
    /// <summary>By the standard variables.</summary>
    public static Sampler Of(IConfiguration settings) => new ParentBasedSampler(new FarmSampler(settings["OTEL_TRACES_SAMPLER"] switch
    {
        "always_off" or "parentbased_always_off" => new AlwaysOffSampler(),
        "traceidratio" or "parentbased_traceidratio" => new TraceIdRatioBasedSampler(
            double.TryParse(settings["OTEL_TRACES_SAMPLER_ARG"], NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 ? share : 1),
        _ => new AlwaysOnSampler(),
    }));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind is ActivityKind.Server or ActivityKind.Internal ? chosen.ShouldSample(samplingParameters) : new SamplingResult(SamplingDecision.Drop);
}
