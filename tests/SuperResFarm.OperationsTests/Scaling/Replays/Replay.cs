using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Rules;
using SuperResFarm.OperationsTests.Scaling.Traces;

namespace SuperResFarm.OperationsTests.Scaling.Replays;

/// <summary>A trace, done by a farm that follows some rules, in virtual time. Equal arguments give equal results.</summary>
internal sealed class Replay
{
    private static readonly TimeSpan _limit = TimeSpan.FromDays(30);

    private readonly VirtualTime _time = new();
    private readonly ScalingRules _rules;
    private readonly Dispatcher _dispatcher;
    private readonly Fleet _fleet;
    private readonly Watch _watch;
    private readonly IReadOnlyList<Item> _items;
    private int _coming;

    private Replay(Trace trace, ScalingRules rules, IReadOnlyList<Outage> outages, int seed)
    {
        _rules = rules;
        _dispatcher = new Dispatcher(_time, rules.Window);
        _fleet = new Fleet(_time, new Nodes(_time, new Random(seed)), _dispatcher, rules.Worker);
        _watch = new Watch(_time, _dispatcher, _fleet, outages);
        var jobs = trace.Draw(seed);
        _items = [.. jobs.SelectMany(job => job)];
        _coming = jobs.Count;
        foreach (var (arrival, job) in trace.Arrivals.Zip(jobs))
            _time.After(arrival.At, () =>
            {
                _coming--;
                _dispatcher.Accept(job);
            });
    }

    private bool IsIdle => _coming == 0 && _dispatcher.Open == 0;

    /// <returns>What KEDA and Kubernetes make of the rules, until all is done and the farm is as small as it gets.</returns>
    /// <param name="trace">What comes.</param>
    /// <param name="rules">What the chart says.</param>
    /// <param name="outages">When the broker's management does not answer.</param>
    /// <param name="seed">For item times and starts.</param>
    public static ReplayResult Scaled(Trace trace, ScalingRules rules, IReadOnlyList<Outage>? outages = null, int seed = 1)
    {
        var replay = new Replay(trace, rules, outages ?? [], seed);
        replay.FollowRules(outages ?? []);
        replay._time.Run(() => replay.IsIdle && replay._fleet.Replicas == rules.MinReplicas && replay._fleet.Pods.Count(pod => pod.Ended is null) == rules.MinReplicas, _limit);
        return replay.Result();
    }

    /// <returns>The same with as many replicas as the rules allow, from the first job until all is done.</returns>
    /// <param name="trace">What comes.</param>
    /// <param name="rules">Everything but scaling.</param>
    /// <param name="seed">For item times and starts.</param>
    public static ReplayResult Fixed(Trace trace, ScalingRules rules, int seed = 1)
    {
        var replay = new Replay(trace, rules, [], seed);
        replay.Scale(rules.MaxReplicas);
        replay._time.Run(() => replay.IsIdle, _limit);
        return replay.Result();
    }

    private void FollowRules(IReadOnlyList<Outage> outages)
    {
        var management = new Management(_time, _dispatcher, _rules, outages);
        var keda = new KedaOperator(_rules, management.Metric);
        var autoscaler = new HorizontalAutoscaler(_rules.Up, _rules.Down, Math.Max(1, _rules.MinReplicas), _rules.MaxReplicas);
        Scale(_rules.MinReplicas);
        _time.Every(TimeSpan.FromSeconds(1), _watch.Look);
        _time.Every(_rules.PollingInterval, () => Scale(keda.Poll(_time.Now, _fleet.Replicas)));
        _time.Every(HorizontalAutoscaler.Sync, () =>
        {
            var current = _fleet.Replicas;
            Scale(autoscaler.Next(_time.Now, current, current == 0 ? null : keda.Metric(current), _rules.Target));
        });
    }

    private void Scale(int replicas)
    {
        if (replicas != _fleet.Replicas)
            _watch.Scaling(replicas);
        _fleet.Scale(replicas);
    }

    private ReplayResult Result() => new(_items, _fleet.Pods, _time.Now, _watch);
}
