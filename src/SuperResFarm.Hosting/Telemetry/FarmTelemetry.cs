using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Hosting.Telemetry;

/// <summary>Metrics, traces and logs for operators: the farm's own, those of MassTransit, ASP.NET Core, HTTP and the runtime.</summary>
internal static class FarmTelemetry
{
    /// <summary>Adds it to a service.</summary>
    /// <param name="builder">Of the service.</param>
    /// <param name="name">What it is called, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    public static void AddFarmTelemetry(this WebApplicationBuilder builder, string name)
    {
        var exporters = new Exporters(builder.Configuration);
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => Configure(metrics, exporters))
            .WithTracing(traces => Configure(traces.SetSampler(FarmSampler.Of(builder.Configuration)), exporters));
        if (builder.Configuration["OTEL_SERVICE_NAME"] is not { Length: > 0 })
            telemetry.ConfigureResource(resource => resource.AddService(name, serviceVersion: typeof(FarmTelemetry).Assembly.GetName().Version?.ToString(3)));
        if (exporters.ToCollector("LOGS"))
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeScopes = true;
                logs.AddOtlpExporter();
            });
    }

    /// <summary>Maps <c>/metrics</c>; with an address of its own, there and nowhere else.</summary>
    public static void MapFarmMetrics(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
        var metrics = app.MapPrometheusScrapingEndpoint();
        if (options.MetricsPort is { } port)
            metrics.RequireHost($"*:{port}");
    }

    private static void Configure(MeterProviderBuilder metrics, Exporters exporters)
    {
        metrics.AddMeter(FarmMetrics.MeterName, MassTransitView.Name)
            .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
            .AddView(MassTransitView.Of)
            .AddPrometheusExporter();
        if (exporters.ToCollector("METRICS"))
            metrics.AddOtlpExporter();
        if (exporters.ToConsole("METRICS"))
            metrics.AddConsoleExporter();
    }

    private static void Configure(TracerProviderBuilder traces, Exporters exporters)
    {
        traces.AddSource(FarmTraces.Source, MassTransitView.Name)
            .AddAspNetCoreInstrumentation(http => http.Filter = IsOfClients)
            .AddHttpClientInstrumentation();
        if (exporters.ToCollector("TRACES"))
            traces.AddOtlpExporter();
        if (exporters.ToConsole("TRACES"))
            traces.AddConsoleExporter();
    }

    private static bool IsOfClients(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal);
}
