using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling.Cluster;

/// <summary>
/// KEDA: wakes the farm, puts it to sleep, and gives the autoscaler its metric, or a replacement for it while the broker's management fails.
/// </summary>
/// <remarks>Source: KEDA, "Scaling Deployments" and "ScaledObject specification"; as of 2.17, from where a failure counts only beyond the threshold. What
/// its pages leave open is as its code does it: a failing scaler neither wakes the farm nor puts it to sleep, and failures are counted when the
/// autoscaler asks.</remarks>
/// <param name="rules">What the ScaledObject says.</param>
/// <param name="metric">The composite metric as the broker's management tells it; null when it fails.</param>
internal sealed class KedaOperator(ScalingRules rules, Func<double?> metric)
{
    private TimeSpan? _lastActive;
    private double? _polled;
    private int _failures;

    /// <summary>One poll.</summary>
    /// <param name="now">When.</param>
    /// <param name="current">How many replicas are asked for.</param>
    /// <returns>How many there shall be.</returns>
    public int Poll(TimeSpan now, int current)
    {
        _polled = metric();
        if (_polled is not { } value)
            return current;
        if (value > rules.ActivationTarget)
        {
            _lastActive = now;
            return current == 0 ? Math.Max(1, rules.MinReplicas) : current;
        }
        var idle = _lastActive is not { } last || last + rules.Cooldown < now;
        return current < rules.MinReplicas ? rules.MinReplicas : rules.MinReplicas == 0 && idle ? 0 : current;
    }

    /// <summary>Answers the autoscaler.</summary>
    /// <param name="current">How many replicas are asked for.</param>
    /// <returns>The metric, or null: the autoscaler then changes nothing.</returns>
    public double? Metric(int current)
    {
        if ((rules.CachedMetrics ? _polled : metric()) is { } value)
        {
            _failures = 0;
            return value;
        }
        _failures++;
        return rules.Fallback is { } fallback && _failures > fallback.FailureThreshold ? rules.Target * fallback.Of(current) : null;
    }
}
