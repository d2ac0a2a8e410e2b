using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Replays;
using SuperResFarm.OperationsTests.Scaling.Rules;
using SuperResFarm.OperationsTests.Scaling.Traces;
namespace SuperResFarm.OperationsTests.Scaling;

/// <summary>Ten minutes without the broker's management, while messages go on.</summary>
public sealed class OutageTests
{
    private static ScalingRules Chart => ChartRules.Load();

    // At work, and while the fleets shrink after their work.
    public static TheoryData<string, double> Cases => new() { { "archive", 60 }, { "archive", 613 }, { "bursts", 11 }, { "long-items", 120 }, { "archive-and-photos", 330 } };

    [ChartTheory, MemberData(nameof(Cases))]
    public void Scaled_ManagementSilent_LosesNoReplicas(string name, double minute)
    {
        var result = Replay.Scaled(Trace.Read(name), ChartRules.For(name), [OutageAt(minute)]);
        Assert.Equal((0, 0, 0), (result.Watch.ShrunkBlindly, result.Watch.SleptOverWork, result.Killed));
        Assert.InRange(result.OldestAge, TimeSpan.Zero, Bounds.All.Single(one => one.Trace == name).OldestAge + TimeSpan.FromMinutes(10));
    }

    [ChartFact]
    public void Scaled_StaticFallback_ShrinksTheFleet()
    {
        var rules = Chart with { Fallback = new FallbackRules(3, 1, "static"), Down = Chart.Down with { Window = TimeSpan.FromSeconds(60) } };
        Assert.True(Replay.Scaled(Trace.Read("archive"), rules, [OutageAt(60)]).Watch.ShrunkBlindly > 0);
    }

    [ChartFact]
    public void Scaled_SilentWhileAsleep_WakesWhenItIsOver()
    {
        var trace = Trace.Of("night", $"{Trace.Header}\n60,1,high,20,20\n");
        var outage = new Outage(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(630));
        var result = Replay.Scaled(trace, Chart, [outage]);
        Assert.InRange(result.Watch.LongestAbandoned, TimeSpan.FromSeconds(560), outage.To + Chart.PollingInterval - TimeSpan.FromSeconds(60));
        Assert.NotNull(result.Items.Single().Done);
    }

    private static Outage OutageAt(double minute) => new(TimeSpan.FromMinutes(minute), TimeSpan.FromMinutes(minute + 10));
}
