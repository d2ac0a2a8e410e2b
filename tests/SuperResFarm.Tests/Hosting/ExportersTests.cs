using Microsoft.Extensions.Configuration;
using SuperResFarm.Hosting.Telemetry;

namespace SuperResFarm.Tests.Hosting;

public class ExportersTests
{
    [Fact]
    public void ToCollector_NothingSet_IsNowhere() => Assert.False(Of().ToCollector("TRACES") || Of().ToConsole("TRACES"));

    [Fact]
    public void ToCollector_EndpointOfOneSignal_IsForThatSignalOnly()
    {
        var exporters = Of(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/v1/traces"));
        Assert.Equal((true, false, false), (exporters.ToCollector("TRACES"), exporters.ToCollector("METRICS"), exporters.ToCollector("LOGS")));
    }

    [Theory, InlineData("none", false, false), InlineData("console", false, true), InlineData("otlp", true, false), InlineData("otlp, console", true, true)]
    public void To_NamedExporters_GoBeforeTheEndpoint(string names, bool collector, bool console)
    {
        var exporters = Of(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_TRACES_EXPORTER", names));
        Assert.Equal((collector, console, true), (exporters.ToCollector("TRACES"), exporters.ToConsole("TRACES"), exporters.ToCollector("METRICS")));
    }

    private static Exporters Of(params (string Key, string Value)[] variables) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(variables.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build());
}
