using k8s;
using k8s.Models;

namespace SuperResFarm.OperationsTests.Helm.Objects;

/// <summary>The Prometheus operator's ServiceMonitor: those of its fields that the chart uses.</summary>
public sealed class ServiceMonitor : IKubernetesObject
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public ServiceMonitorSpec Spec { get; set; } = new();
}

/// <summary>Which services are read, and how.</summary>
public sealed class ServiceMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();
    public IList<string> PodTargetLabels { get; set; } = [];
    public IList<MonitorEndpoint> Endpoints { get; set; } = [];
}

/// <summary>A port that is read.</summary>
public sealed class MonitorEndpoint
{
    public string Port { get; set; } = "";
    public string Path { get; set; } = "";
    public string Interval { get; set; } = "";
    public string ScrapeTimeout { get; set; } = "";
    public IList<Relabeling> Relabelings { get; set; } = [];
}

/// <summary>A label that is set.</summary>
public sealed class Relabeling
{
    public string TargetLabel { get; set; } = "";
    public string Replacement { get; set; } = "";
}

/// <summary>The Prometheus operator's PrometheusRule.</summary>
public sealed class PrometheusRule : IKubernetesObject
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public PrometheusRuleSpec Spec { get; set; } = new();
}

/// <summary>The groups of a file of rules.</summary>
public sealed class PrometheusRuleSpec
{
    public IList<RuleGroup> Groups { get; set; } = [];
}

/// <summary>Rules that are worked out together.</summary>
public sealed class RuleGroup
{
    public string Name { get; set; } = "";
    public string? Interval { get; set; }
    public IList<Rule> Rules { get; set; } = [];
}

/// <summary>An alert, or a metric made of others.</summary>
public sealed class Rule
{
    public string? Alert { get; set; }
    public string? Record { get; set; }
    public string Expr { get; set; } = "";
    public string? For { get; set; }
    public string? KeepFiringFor { get; set; }
    public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();
    public IDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();
}
