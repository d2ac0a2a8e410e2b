using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling.Cluster;

/// <summary>
/// Kubernetes' HorizontalPodAutoscaler for one external metric of the type AverageValue: tolerance, limits, stabilization windows, and policies.
/// </summary>
/// <remarks>Source: Kubernetes, "Horizontal Pod Autoscaling", sections "Algorithm details" and "Configurable scaling behavior"
/// (kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale).</remarks>
/// <param name="up">Rules upwards.</param>
/// <param name="down">Rules downwards.</param>
/// <param name="min">Fewest replicas, at least 1: none at all is KEDA's to say.</param>
/// <param name="max">Most replicas.</param>
internal sealed class HorizontalAutoscaler(ScaleDirection up, ScaleDirection down, int min, int max)
{
    /// <summary>How often it looks, unless a cluster says otherwise.</summary>
    public static readonly TimeSpan Sync = TimeSpan.FromSeconds(15);

    /// <summary>The share by which the metric may miss the target before anything changes.</summary>
    public const double Tolerance = 0.1;

    private readonly List<(TimeSpan At, int Replicas)> _recommendations = [];
    private readonly List<(TimeSpan At, int Change)> _changes = [];

    /// <summary>One sync.</summary>
    /// <param name="now">When.</param>
    /// <param name="current">How many replicas are asked for at the moment.</param>
    /// <param name="metric">Of all replicas together; null when it cannot be had.</param>
    /// <param name="target">For one replica.</param>
    /// <returns>How many replicas there shall be.</returns>
    public int Next(TimeSpan now, int current, double? metric, double target)
    {
        if (_recommendations.Count == 0)
            _recommendations.Add((now, current));
        if (current == 0)
            return 0;
        var next = current > max ? max : current < min ? min : metric is { } value ? Allowed(now, current, Stable(now, current, Proposed(current, value, target))) : current;
        if (next != current)
            _changes.Add((now, next - current));
        return next;
    }

    /// <returns>What the metric alone asks for.</returns>
    internal static int Proposed(int current, double metric, double target) =>
        Math.Abs(1 - metric / (target * current)) <= Tolerance ? current : (int)Math.Ceiling(metric / target);

    // Upwards the lowest recommendation of the window counts, downwards the highest.
    private int Stable(TimeSpan now, int current, int proposed)
    {
        var (lowest, highest) = (proposed, proposed);
        foreach (var (at, replicas) in _recommendations)
        {
            if (at > now - up.Window)
                lowest = Math.Min(lowest, replicas);
            if (at > now - down.Window)
                highest = Math.Max(highest, replicas);
        }
        _recommendations.RemoveAll(one => one.At <= now - up.Window && one.At <= now - down.Window);
        _recommendations.Add((now, proposed));
        return Math.Min(Math.Max(current, lowest), highest);
    }

    private int Allowed(TimeSpan now, int current, int wanted)
    {
        if (wanted > current)
            return Math.Min(wanted, Math.Min(max, Math.Max(current, Limit(now, current, up, 1))));
        if (wanted < current)
            return Math.Max(wanted, Math.Max(min, Math.Min(current, Limit(now, current, down, -1))));
        return current;
    }

    // How far the policies let it go: from the replicas at the start of a policy's period by its value, rounded to the larger step.
    private int Limit(TimeSpan now, int current, ScaleDirection rules, int sign)
    {
        if (rules.Choice == PolicyChoice.Disabled)
            return current;
        var limits = rules.Policies.Select(policy =>
        {
            var start = current - _changes.Where(one => one.At > now - policy.Period).Sum(one => one.Change);
            if (!policy.IsPercent)
                return start + sign * policy.Value;
            var limit = start * (1 + sign * policy.Value / 100.0);
            return (int)(sign > 0 ? Math.Ceiling(limit) : Math.Floor(limit));
        });
        return (rules.Choice == PolicyChoice.Max) == (sign > 0) ? limits.Max() : limits.Min();
    }
}
