using k8s;
using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Objects;

namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>Rendered documents, read strictly: a field that its kind does not have, or of another type, is a mistake.</summary>
internal sealed class Manifests(IReadOnlyList<object> all)
{
    private static readonly Dictionary<string, Type> _customKinds = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(TriggerAuthentication),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<object> All { get; } = all;

    public static Manifests Parse(string yaml) => new([.. KubernetesYaml.LoadAllFromString(yaml, _customKinds, strict: true)]);

    public IReadOnlyList<T> Of<T>() => [.. All.OfType<T>()];

    /// <returns>The workers' deployments by pool.</returns>
    public IReadOnlyDictionary<string, V1Deployment> Pools() =>
        Of<V1Deployment>().Where(one => Component(one.Metadata) == "worker").ToDictionary(one => one.Metadata.Labels["pool"]);

    public V1Deployment Api() => Assert.Single(Of<V1Deployment>(), one => Component(one.Metadata) == "api");

    /// <returns>Every pod that is described, with a name for messages.</returns>
    public IEnumerable<(string Name, V1PodTemplateSpec Pod)> Pods() =>
        Of<V1Deployment>().Select(one => (one.Metadata.Name, one.Spec.Template)).Concat(Of<V1Job>().Select(one => (one.Metadata.Name, one.Spec.Template)));

    /// <returns>Every container of every pod.</returns>
    public IEnumerable<(string Name, V1Container Container)> Containers() =>
        Pods().SelectMany(pod => (pod.Pod.Spec.InitContainers ?? []).Concat(pod.Pod.Spec.Containers).Select(one => ($"{pod.Name}/{one.Name}", one)));

    public static string? Component(V1ObjectMeta of) => of.Labels.TryGetValue("app.kubernetes.io/component", out var component) ? component : null;

    /// <returns>Environment variables that stand in the manifest itself.</returns>
    public static IReadOnlyDictionary<string, string> Environment(V1Container of) =>
        of.Env.Where(one => one.ValueFrom is null).ToDictionary(one => one.Name, one => one.Value);
}
