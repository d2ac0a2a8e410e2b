using k8s;
using k8s.Models;

namespace SuperResFarm.OperationsTests.Helm.Objects;

/// <summary>KEDA's TriggerAuthentication, as far as secrets go.</summary>
public sealed class TriggerAuthentication : IKubernetesObject
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public TriggerAuthenticationSpec Spec { get; set; } = new();
}

/// <summary>Where parameters of triggers come from.</summary>
public sealed class TriggerAuthenticationSpec
{
    public IList<SecretTarget> SecretTargetRef { get; set; } = [];
}

/// <summary>A parameter that is a key of a secret.</summary>
public sealed class SecretTarget
{
    public string Parameter { get; set; } = "";
    public string Name { get; set; } = "";
    public string Key { get; set; } = "";
}
