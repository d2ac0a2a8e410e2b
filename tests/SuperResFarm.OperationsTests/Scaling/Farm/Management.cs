using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling.Farm;

/// <summary>The broker's management, as a scaler sees it: lengths that are up to five seconds old, or no answer.</summary>
internal sealed class Management
{
    /// <summary>RabbitMQ's <c>collect_statistics_interval</c>.</summary>
    public static readonly TimeSpan Statistics = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, int> _lengths = [];
    private readonly VirtualTime _time;
    private readonly ScalingRules _rules;
    private readonly IReadOnlyList<Outage> _outages;

    public Management(VirtualTime time, Dispatcher dispatcher, ScalingRules rules, IReadOnlyList<Outage> outages)
    {
        (_time, _rules, _outages) = (time, rules, outages);
        Count();
        time.Every(Statistics, Count);

        void Count()
        {
            foreach (var priority in Enum.GetValues<Priority>())
                _lengths[priority.ToString().ToLowerInvariant()] = rules.ReadyOnly ? dispatcher[priority].Ready : dispatcher[priority].Length;
        }
    }

    /// <returns>The composite metric, or null during an outage.</returns>
    public double? Metric() => IsOut ? null : _rules.Formula.Value(name => _lengths[name]);

    public bool IsOut => _outages.Any(one => _time.Now >= one.From && _time.Now < one.To);
}

/// <summary>A time in which the broker's management does not answer; messages go on.</summary>
internal sealed record Outage(TimeSpan From, TimeSpan To);
