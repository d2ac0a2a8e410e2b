using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Replays;
using SuperResFarm.OperationsTests.Scaling.Rules;
using SuperResFarm.OperationsTests.Scaling.Traces;
namespace SuperResFarm.OperationsTests.Scaling;

/// <summary>The chart's rules on every trace, each with three seeds.</summary>
public sealed class ReplayTests
{
    private static ScalingRules Chart => ChartRules.Load();

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var bounds in Bounds.All)
                for (var seed = 1; seed <= 3; seed++)
                    cases.Add(bounds.Trace, seed);
            return cases;
        }
    }

    [ChartTheory, MemberData(nameof(Cases))]
    public void Scaled_ChartRules_KeepTheirBounds(string name, int seed)
    {
        var (bounds, chart) = (Bounds.All.Single(one => one.Trace == name), ChartRules.For(name));
        var result = Replay.Scaled(Trace.Read(name), chart, seed: seed);

        Assert.All(result.Items, item => Assert.NotNull(item.Done));
        Assert.Equal(0, result.Watch.SleptOverWork);
        Assert.InRange(result.Watch.LongestAbandoned, TimeSpan.Zero, chart.PollingInterval + Management.Statistics);
        Assert.Equal(0, result.Killed);
        Assert.InRange(result.WastedShare, 0, 0.01);
        Assert.InRange(result.Watch.MostReplicas, 1, chart.MaxReplicas);
        Assert.InRange(result.OldestAge, TimeSpan.Zero, bounds.OldestAge);
        if (result.Items.Any(item => item.Priority == Priority.High))
            Assert.InRange(result.Wait(0.99, Priority.High), TimeSpan.Zero, bounds.HighP99);
        Assert.InRange(result.GpuHours / Oracle.GpuHours(result.Items, chart.Worker, bounds.OldestAge), 1, bounds.Ratio);
    }

    [ChartFact]
    public void Scaled_TheSameSeed_GivesTheSameResult()
    {
        var trace = Trace.Read("long-items");
        var (one, two, other) = (Replay.Scaled(trace, Chart), Replay.Scaled(trace, Chart), Replay.Scaled(trace, Chart, seed: 2));
        Assert.Equal((one.GpuHours, one.OldestAge, one.End), (two.GpuHours, two.OldestAge, two.End));
        Assert.NotEqual(one.GpuHours, other.GpuHours);
    }

    [ChartFact]
    public void Scaled_ReadyMessagesOnly_SleepsOverRunningItems()
    {
        var trace = Trace.Read("long-items");
        var (blind, chart) = (Replay.Scaled(trace, Chart with { ReadyOnly = true }), Replay.Scaled(trace, Chart));
        Assert.True(blind.Watch.SleptOverWork > 0);
        Assert.True(blind.Watch.LongestAbandoned > Chart.PollingInterval + Management.Statistics);
        Assert.True(blind.Wait(0.99) > chart.Wait(0.99));
    }

    [ChartTheory]
    [InlineData("archive-and-photos")]
    [InlineData("long-items")]
    public void Scaled_GraceLongerThanThePodHas_KillsItems(string name) =>
        Assert.True(Replay.Scaled(Trace.Read(name), Chart with { Worker = new(Chart.Worker.Images, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30)) }).Killed > 0);

    [ChartFact]
    public void Scaled_ShortGrace_WastesWork()
    {
        var result = Replay.Scaled(Trace.Read("long-items"), Chart with { Worker = Chart.Worker with { Grace = TimeSpan.FromSeconds(20) } });
        Assert.True(result.WastedShare > 0.01);
        Assert.All(result.Items, item => Assert.NotNull(item.Done));
    }

    [ChartFact]
    public void Scaled_OneReplicaAtLeast_HasNoColdStartForSinglePhotos()
    {
        var result = Replay.Scaled(Trace.Read("quiet-day"), Chart with { MinReplicas = 1 });
        Assert.Equal(TimeSpan.Zero, result.Watch.LongestAbandoned);
        Assert.InRange(result.Wait(0.99), TimeSpan.Zero, Nodes.ShortestStart);
    }
}
