using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Tests.Contracts.Telemetry;

public partial class FarmMetricsTests
{
    private static readonly List<Instrument> _instruments = Published();

    [Fact]
    public void Instruments_EachHasNameUnitAndSentence()
    {
        Assert.True(_instruments.Count > 30, $"There are only {_instruments.Count}.");
        Assert.All(_instruments, one =>
        {
            Assert.Matches(Name(), one.Name);
            Assert.False(string.IsNullOrEmpty(one.Unit), one.Name);
            Assert.EndsWith(".", one.Description, StringComparison.Ordinal);
        });
        Assert.Equal(_instruments.Count, _instruments.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public void Durations_HaveBucketsOfTheirOwn() => Assert.All(_instruments.OfType<Histogram<double>>(), one =>
    {
        Assert.Equal("s", one.Unit);
        Assert.NotEmpty(one.Advice?.HistogramBucketBoundaries ?? []);
    });

    [Fact]
    public void WatchedGauge_SourceThatEnded_HasNoValue()
    {
        using var listener = Listen("superres.worker.places", out var seen);
        var marked = new KeyValuePair<string, object?>("test", Guid.NewGuid());
        var watch = FarmMetrics.WorkerPlaces.Watch(() => [new(7, marked)]);
        listener.RecordObservableInstruments();
        Assert.Contains((7, marked.Value), seen);
        seen.Clear();
        watch.Dispose();
        listener.RecordObservableInstruments();
        Assert.DoesNotContain((7, marked.Value), seen);
    }

    private static MeterListener Listen(string name, out List<(long, object?)> seen)
    {
        var values = seen = [];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => values.Add((value, tags.Length > 0 ? tags[0].Value : null)));
        listener.Start();
        return listener;
    }

    private static List<Instrument> Published()
    {
        Zeros.OfService();   // the type is made when it is first used
        var published = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == FarmMetrics.MeterName)
                    published.Add(instrument);
            },
        };
        listener.Start();
        return published;
    }

    [GeneratedRegex(@"^superres(\.[a-z_]+)+$")]
    private static partial Regex Name();
}
