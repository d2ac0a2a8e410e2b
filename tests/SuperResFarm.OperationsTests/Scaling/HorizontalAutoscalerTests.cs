using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling;

/// <summary>Examples of Kubernetes' pages, and others worked out by hand from its rules.</summary>
public sealed class HorizontalAutoscalerTests
{
    private static readonly ScaleDirection _free = new(TimeSpan.Zero, PolicyChoice.Max, [new(true, 1000, TimeSpan.FromSeconds(15)), new(false, 100, TimeSpan.FromSeconds(15))]);
    private static readonly ScalePolicy _tenPercent = new(true, 10, TimeSpan.FromSeconds(60)), _fourPods = new(false, 4, TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(4, 800, 100, 8)]      // twice the target for each: twice as many
    [InlineData(4, 200, 100, 2)]      // half of it: half as many
    [InlineData(4, 430, 100, 4)]      // 7.5 % above: within the tolerance
    [InlineData(4, 370, 100, 4)]      // 7.5 % below
    [InlineData(4, 441, 100, 5)]      // 10.25 % above: rounded up
    [InlineData(10, 1099, 100, 10)]   // one pod of ten is just within the tolerance
    [InlineData(1, 0, 100, 0)]
    public void Proposed_AverageValue_RoundsUpBeyondTheTolerance(int current, double metric, double target, int proposed) =>
        Assert.Equal(proposed, HorizontalAutoscaler.Proposed(current, metric, target));

    [Fact]
    public void Next_MetricOutsideTheLimits_StaysWithinThem()
    {
        var autoscaler = new HorizontalAutoscaler(_free, _free, 2, 6);
        Assert.Equal(6, autoscaler.Next(At(15), 4, 1000, 1));
        Assert.Equal(2, autoscaler.Next(At(30), 6, 0, 1));
        Assert.Equal(6, autoscaler.Next(At(45), 9, 9, 1));
        Assert.Equal(2, autoscaler.Next(At(60), 1, 1, 1));
    }

    [Fact]
    public void Next_NoMetricOrNoReplicas_ChangesNothing()
    {
        var autoscaler = new HorizontalAutoscaler(_free, _free, 1, 10);
        Assert.Equal(4, autoscaler.Next(At(15), 4, null, 1));
        Assert.Equal(0, autoscaler.Next(At(30), 0, 50, 1));
    }

    [Fact]
    public void Next_DownWindow_HoldsTheHighestRecommendationOfTheWindow()
    {
        var autoscaler = new HorizontalAutoscaler(_free, _free with { Window = TimeSpan.FromSeconds(60) }, 1, 10);
        Assert.Equal(8, autoscaler.Next(At(15), 8, 8, 1));
        Assert.Equal(8, autoscaler.Next(At(30), 8, 2, 1));
        Assert.Equal(8, autoscaler.Next(At(45), 8, 5, 1));
        Assert.Equal(8, autoscaler.Next(At(60), 8, 2, 1));
        Assert.Equal(5, autoscaler.Next(At(75), 8, 2, 1));    // the 8 of second 15 is too old, the 5 of second 45 is not
        Assert.Equal(5, autoscaler.Next(At(90), 5, 2, 1));
        Assert.Equal(2, autoscaler.Next(At(105), 5, 2, 1));
    }

    [Fact]
    public void Next_UpWindow_TakesTheLowestRecommendationOfTheWindow()
    {
        var autoscaler = new HorizontalAutoscaler(_free with { Window = TimeSpan.FromSeconds(60) }, _free, 1, 20);
        Assert.Equal(2, autoscaler.Next(At(15), 2, 2, 1));
        Assert.Equal(2, autoscaler.Next(At(30), 2, 10, 1));
        Assert.Equal(2, autoscaler.Next(At(60), 2, 6, 1));
        Assert.Equal(6, autoscaler.Next(At(75), 2, 12, 1));   // of 10, 6 and 12
    }

    [Theory]
    [InlineData(80, 72, 64)]   // the example of Kubernetes' page: a tenth of 80 are 8, of 72 they are 7.2, rounded up to 8
    [InlineData(30, 26, 22)]   // below 40 four pods are more
    public void Next_DownByTheLargerPolicy_TakesATenthOrFourPodsAMinute(int from, int first, int second)
    {
        var autoscaler = new HorizontalAutoscaler(_free, new(TimeSpan.Zero, PolicyChoice.Max, [_fourPods, _tenPercent]), 1, 100);
        Assert.Equal(first, autoscaler.Next(At(60), from, 10, 1));
        Assert.Equal(first, autoscaler.Next(At(75), first, 10, 1));   // the period is not over
        Assert.Equal(second, autoscaler.Next(At(121), first, 10, 1));
    }

    [Fact]
    public void Next_DownByTheSmallerPolicy_TakesFourPodsOfEighty()
    {
        var autoscaler = new HorizontalAutoscaler(_free, new(TimeSpan.Zero, PolicyChoice.Min, [_fourPods, _tenPercent]), 1, 100);
        Assert.Equal(76, autoscaler.Next(At(60), 80, 10, 1));
    }

    [Fact]
    public void Next_DirectionDisabled_NeverGoesThere()
    {
        var autoscaler = new HorizontalAutoscaler(_free, ScaleDirection.DefaultDown with { Choice = PolicyChoice.Disabled, Window = TimeSpan.Zero }, 1, 100);
        Assert.Equal(80, autoscaler.Next(At(60), 80, 1, 1));
        Assert.Equal(90, autoscaler.Next(At(75), 80, 90, 1));
    }

    [Fact]
    public void Next_UpByDefault_AddsFourPodsOrDoubles()
    {
        var autoscaler = new HorizontalAutoscaler(ScaleDirection.DefaultUp, ScaleDirection.DefaultDown, 1, 100);
        Assert.Equal(5, autoscaler.Next(At(15), 1, 50, 1));
        Assert.Equal(10, autoscaler.Next(At(30), 5, 50, 1));
        Assert.Equal(20, autoscaler.Next(At(45), 10, 50, 1));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
