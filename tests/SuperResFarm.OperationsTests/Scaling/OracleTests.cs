using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Replays;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling;

public sealed class OracleTests
{
    private static readonly WorkerRules _two = new(2, TimeSpan.Zero, TimeSpan.Zero);

    [Theory]
    [InlineData(600, 3)]      // 90 items of 40 s are 1800 s for a pod; there are 600 s to begin and 40 s to end the last: 2.8
    [InlineData(260, 6)]      // the same in 300 s: exactly 6
    [InlineData(259, 7)]
    [InlineData(100_000, 1)]
    public void SmallestFleet_OneBurst_IsWhatItsWorkNeedsUntilTheLastMayEnd(double longestWait, int pods) =>
        Assert.Equal(pods, Oracle.SmallestFleet(Burst(0, 90), _two, TimeSpan.FromSeconds(longestWait)));

    [Fact]
    public void SmallestFleet_TwoBurstsCloseTogether_CountsBoth()
    {
        Assert.Equal(3, Oracle.SmallestFleet([.. Burst(0, 90), .. Burst(3600, 90)], _two, TimeSpan.FromSeconds(600)));
        Assert.Equal(6, Oracle.SmallestFleet([.. Burst(0, 90), .. Burst(1, 90)], _two, TimeSpan.FromSeconds(600)));
    }

    [Fact]
    public void GpuHours_OneBurst_IsItsWorkAndOneStartForEachPod() =>
        Assert.Equal((90 * 40 / 2 + 3 * Nodes.ShortestStart.TotalSeconds) / 3600, Oracle.GpuHours(Burst(0, 90), _two, TimeSpan.FromSeconds(600)), 9);

    private static List<Item> Burst(double at, int items) =>
        [.. Enumerable.Range(0, items).Select(_ => new Item(Priority.Normal, TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(40)))];
}
