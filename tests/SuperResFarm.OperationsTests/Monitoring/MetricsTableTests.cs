using System.Diagnostics.Metrics;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.OperationsTests.Monitoring;

public class MetricsTableTests
{
    [Fact]
    public void Handbook_HasEveryInstrumentWithItsUnitAndSentence()
    {
        var handbook = File.ReadAllText(Repository.PathOf("docs/operations.md"));
        var instruments = Instruments();
        Assert.True(instruments.Count > 30, $"There are only {instruments.Count}.");
        Assert.All(instruments, one => Assert.Contains($"| `{one.Name}` | {one.Unit} | {one.Description}", handbook, StringComparison.Ordinal));
    }

    private static List<Instrument> Instruments()
    {
        Zeros.OfService();   // the type is made when it is first used
        var all = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == FarmMetrics.MeterName)
                    all.Add(instrument);
            },
        };
        listener.Start();
        return all;
    }
}
