using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace SuperResFarm.Hosting.Telemetry;

/// <summary>Keeps the tags of MassTransit's instruments few: each worker hears of cancelled jobs at a queue with a name of its own.</summary>
internal static class MassTransitView
{
    /// <summary>Name of its meter, and of its source of spans.</summary>
    public const string Name = "MassTransit";

    private static readonly string[] _kept = ["messaging.masstransit.message_type", "messaging.masstransit.exception_type"];

    /// <returns>The view of an instrument; null: as it is.</returns>
    public static MetricStreamConfiguration? Of(Instrument instrument) => instrument.Meter.Name == Name ? new MetricStreamConfiguration { TagKeys = _kept } : null;
}
