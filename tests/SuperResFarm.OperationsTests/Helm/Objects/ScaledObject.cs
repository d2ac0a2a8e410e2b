using k8s;
using k8s.Models;

namespace SuperResFarm.OperationsTests.Helm.Objects;

/// <summary>KEDA's ScaledObject: the fields that <c>keda.sh/v1alpha1</c> has. Source: apis/keda/v1alpha1/scaledobject_types.go and scaletriggers_types.go of KEDA 2.17.</summary>
public sealed class ScaledObject : IKubernetesObject
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public ScaledObjectSpec Spec { get; set; } = new();
}

/// <summary>What is scaled, how far, and by what.</summary>
public sealed class ScaledObjectSpec
{
    public ScaleTarget ScaleTargetRef { get; set; } = new();
    public int? PollingInterval { get; set; }
    public int? InitialCooldownPeriod { get; set; }
    public int? CooldownPeriod { get; set; }
    public int? IdleReplicaCount { get; set; }
    public int? MinReplicaCount { get; set; }
    public int? MaxReplicaCount { get; set; }
    public AdvancedConfig Advanced { get; set; } = new();
    public IList<ScaleTrigger> Triggers { get; set; } = [];
    public Fallback? Fallback { get; set; }
}

/// <summary>What is scaled.</summary>
public sealed class ScaleTarget
{
    public string Name { get; set; } = "";
    public string? ApiVersion { get; set; }
    public string? Kind { get; set; }
    public string? EnvSourceContainerName { get; set; }
}

/// <summary>What happens while no metric is to be had.</summary>
public sealed class Fallback
{
    public int FailureThreshold { get; set; }
    public int Replicas { get; set; }
    public string? Behavior { get; set; }
}

/// <summary>How metrics are put together, and how the autoscaler follows them.</summary>
public sealed class AdvancedConfig
{
    public AutoscalerConfig HorizontalPodAutoscalerConfig { get; set; } = new();
    public bool RestoreToOriginalReplicaCount { get; set; }
    public ScalingModifiers ScalingModifiers { get; set; } = new();
}

/// <summary>Handed on to the HorizontalPodAutoscaler.</summary>
public sealed class AutoscalerConfig
{
    public V2HorizontalPodAutoscalerBehavior Behavior { get; set; } = new();
    public string? Name { get; set; }
}

/// <summary>One metric made of those of all triggers.</summary>
public sealed class ScalingModifiers
{
    public string Formula { get; set; } = "";
    public string Target { get; set; } = "";
    public string? ActivationTarget { get; set; }
    public string? MetricType { get; set; }
}

/// <summary>A source of a metric.</summary>
public sealed class ScaleTrigger
{
    public string Type { get; set; } = "";
    public string Name { get; set; } = "";
    public bool UseCachedMetrics { get; set; }
    public IDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();
    public AuthenticationRef AuthenticationRef { get; set; } = new();
    public string? MetricType { get; set; }
}

/// <summary>Which TriggerAuthentication a trigger uses.</summary>
public sealed class AuthenticationRef
{
    public string Name { get; set; } = "";
    public string? Kind { get; set; }
}
