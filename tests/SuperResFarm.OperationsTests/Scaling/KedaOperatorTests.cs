using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling;

public sealed class KedaOperatorTests
{
    private static readonly ScalingRules _rules = ScalingRules.Of(ScalingRulesTests.Text) with { MinReplicas = 0, ActivationTarget = 0, Target = 4, Cooldown = TimeSpan.FromSeconds(300), CachedMetrics = false };
    private double? _metric;

    [Fact]
    public void Poll_NothingThere_WakesOnlyAboveTheActivationTarget()
    {
        var keda = new KedaOperator(_rules with { ActivationTarget = 2 }, () => _metric);
        _metric = 2;
        Assert.Equal(0, keda.Poll(At(15), 0));
        _metric = 2.5;
        Assert.Equal(1, keda.Poll(At(30), 0));
    }

    [Fact]
    public void Poll_Idle_SleepsOnlyAfterTheCooldownAndFromAnyNumber()
    {
        var keda = new KedaOperator(_rules, () => _metric);
        _metric = 1;
        Assert.Equal(6, keda.Poll(At(0), 6));
        _metric = 0;
        Assert.Equal(6, keda.Poll(At(300), 6));
        Assert.Equal(0, keda.Poll(At(315), 6));
    }

    [Fact]
    public void Poll_MinReplicas_NeverSleeps()
    {
        var keda = new KedaOperator(_rules with { MinReplicas = 2 }, () => 0);
        Assert.Equal(2, keda.Poll(At(15), 0));
        Assert.Equal(2, keda.Poll(At(3600), 2));
    }

    [Fact]
    public void Poll_BrokerSilent_NeitherWakesNorSleeps()
    {
        var keda = new KedaOperator(_rules, () => null);
        Assert.Equal(0, keda.Poll(At(15), 0));
        Assert.Equal(3, keda.Poll(At(3600), 3));
    }

    [Theory]
    [InlineData("static", 5, 8)]
    [InlineData("currentReplicasIfHigher", 5, 20)]
    [InlineData("currentReplicasIfHigher", 1, 8)]
    [InlineData("currentReplicasIfLower", 5, 8)]
    [InlineData("currentReplicas", 5, 20)]
    public void Metric_MoreFailuresThanTheThreshold_StandsForTheFallback(string behavior, int current, double metric)
    {
        var keda = new KedaOperator(_rules with { Fallback = new FallbackRules(2, 2, behavior) }, () => _metric);
        Assert.Null(keda.Metric(current));
        Assert.Null(keda.Metric(current));
        Assert.Equal(metric, keda.Metric(current));
        _metric = 7;
        Assert.Equal(7, keda.Metric(current));
        _metric = null;
        Assert.Null(keda.Metric(current));   // counted from the start again
    }

    [Fact]
    public void Metric_Cached_IsThatOfTheLastPoll()
    {
        var keda = new KedaOperator(_rules with { CachedMetrics = true }, () => _metric);
        _metric = 3;
        keda.Poll(At(15), 1);
        _metric = 30;
        Assert.Equal(3, keda.Metric(1));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
