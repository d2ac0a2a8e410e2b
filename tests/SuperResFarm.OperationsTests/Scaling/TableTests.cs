using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.OperationsTests.Scaling.Replays;
using SuperResFarm.OperationsTests.Scaling.Rules;
using SuperResFarm.OperationsTests.Scaling.Traces;
using Xunit.Abstractions;
namespace SuperResFarm.OperationsTests.Scaling;

/// <summary>The table of README.md: the chart's rules beside a fleet of fixed size and beside rules that see ready messages only.</summary>
public sealed class TableTests(ITestOutputHelper output)
{
    /// <summary>A file: the table is written into it, too.</summary>
    private const string TableFile = "SUPERRES_SCALING_TABLE";

    /// <summary>A trace of one's own: its path. It is added to the table.</summary>
    private const string OwnTrace = "SUPERRES_SCALING_TRACE";

    [ChartFact]
    public void Table_AllTraces_ChartIsNeverDearerThanAFixedFleet()
    {
        var table = new ScalingTable();
        foreach (var bounds in Bounds.All)
        {
            var (chart, constant) = Add(table, Trace.Read(bounds.Trace), bounds.OldestAge);
            Assert.True(chart.GpuHours <= 1.02 * constant.GpuHours, $"{bounds.Trace}: {chart.GpuHours:0.0} GPU-hours beside {constant.GpuHours:0.0}.");
        }
        if (Environment.GetEnvironmentVariable(OwnTrace) is { Length: > 0 } own)
            Add(table, Trace.Read(own), null);
        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable(TableFile) is { Length: > 0 } file)
            File.WriteAllText(file, table.ToString());
    }

    // Without a bound for the oldest item the oracle's fleet does as well as the chart's.
    private static (ReplayResult Chart, ReplayResult Fixed) Add(ScalingTable table, Trace trace, TimeSpan? oldest)
    {
        var rules = ChartRules.For(trace.Name);
        var chart = Replay.Scaled(trace, rules);
        var constant = Replay.Fixed(trace, rules);
        var oracle = Oracle.GpuHours(chart.Items, rules.Worker, oldest ?? chart.OldestAge);
        table.Add(trace.Name, "the chart", chart, oracle);
        table.Add(trace.Name, $"{rules.MaxReplicas} pods, always", constant, oracle);
        table.Add(trace.Name, "ready messages only", Replay.Scaled(trace, rules with { ReadyOnly = true }), oracle);
        return (chart, constant);
    }
}
