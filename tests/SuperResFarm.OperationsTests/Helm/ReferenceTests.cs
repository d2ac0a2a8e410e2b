using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Objects;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class ReferenceTests
{
    // What the values of the chart and of its sets name, and operators make.
    private static readonly string[] _secrets = ["superresfarm-broker", "superresfarm-database", "superresfarm-store", "superresfarm-keys", "superresfarm-keda", "registry-login", "farm-tls"];
    private static readonly string[] _maps = ["farm-certificates"];

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Selectors_AnyValues_MeetThePodsOfTheirComponent(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);
        var pods = manifests.Of<V1Deployment>().ToDictionary(one => one.Metadata.Name, one => one.Spec.Template.Metadata.Labels);

        Assert.All(manifests.Of<V1Deployment>(), one => Assert.Equal([one.Metadata.Name], Met(pods, one.Spec.Selector.MatchLabels)));
        Assert.All(manifests.Of<V1PodDisruptionBudget>(), one => Assert.Equal([one.Metadata.Name], Met(pods, one.Spec.Selector.MatchLabels)));
        Assert.All(manifests.Of<V1Service>(), one => Assert.Equal(
            pods.Keys.Where(name => name.StartsWith(one.Metadata.Name, StringComparison.Ordinal)).Order(), Met(pods, one.Spec.Selector).Order()));
        Assert.All(manifests.Of<V1Deployment>(), one =>
            Assert.Equal([one.Metadata.Name], Met(pods, Assert.Single(one.Spec.Template.Spec.TopologySpreadConstraints).LabelSelector.MatchLabels)));
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Ports_AnyValues_AreThereUnderTheirNames(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);
        var named = manifests.Of<V1Deployment>().SelectMany(one => one.Spec.Template.Spec.Containers[0].Ports).Select(port => port.Name).ToHashSet();
        var services = manifests.Of<V1Service>().ToDictionary(one => one.Metadata.Name);

        Assert.All(services.Values.SelectMany(one => one.Spec.Ports), port => Assert.Contains(port.TargetPort.Value, named));
        Assert.All(services.Values, one => Assert.Equal("ClusterIP", one.Spec.Type));
        Assert.All(manifests.Of<V1Ingress>().SelectMany(one => one.Spec.Rules).SelectMany(rule => rule.Http.Paths), path =>
            Assert.Contains(services[path.Backend.Service.Name].Spec.Ports, port => port.Name == path.Backend.Service.Port.Name));
        Assert.All(manifests.Of<ServiceMonitor>(), monitor => Assert.Contains(
            services.Values.Single(one => Meets(one.Metadata.Labels, monitor.Spec.Selector.MatchLabels)).Spec.Ports, port => port.Name == Assert.Single(monitor.Spec.Endpoints).Port));
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Pods_AnyValues_NameOnlyWhatIsThere(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);
        var accounts = manifests.Of<V1ServiceAccount>().Select(one => one.Metadata.Name).Append("default").ToHashSet();

        Assert.All(manifests.Pods(), one =>
        {
            var pod = one.Pod.Spec;
            Assert.Contains(pod.ServiceAccountName, accounts);
            Assert.All(SecretsOf(pod), secret => Assert.Contains(secret, _secrets));
            Assert.All(pod.Volumes.Where(volume => volume.ConfigMap is not null), volume => Assert.Contains(volume.ConfigMap.Name, _maps));
        });
        Assert.All(manifests.Of<V1Job>(), job => Assert.Equal("default", job.Spec.Template.Spec.ServiceAccountName));   // a hook is earlier than accounts
        Assert.All(manifests.Of<TriggerAuthentication>().SelectMany(one => one.Spec.SecretTargetRef), target => Assert.Equal(("host", "superresfarm-keda", "host"), (target.Parameter, target.Name, target.Key)));
        Assert.Empty(manifests.Of<V1Secret>());
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Secrets_AnyValues_ReachOnlyWhoNeedsThem(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);

        Assert.All(manifests.Pools().Values, pool => Assert.DoesNotContain("superresfarm-database", SecretsOf(pool.Spec.Template.Spec)));
        Assert.All(manifests.Containers(), one => Assert.DoesNotContain(Manifests.Environment(one.Container).Keys, name => name is "Broker__Password" or "Database__ConnectionString"));
        Assert.All(manifests.Containers(), one =>
        {
            var settings = Manifests.Environment(one.Container);
            var folder = Assert.Single(one.Container.VolumeMounts, mount => mount.Name == "broker");
            Assert.True(folder.ReadOnlyProperty);
            Assert.Equal($"{folder.MountPath}/password", settings["Broker__PasswordFile"]);
        });
    }

    private static IEnumerable<string> SecretsOf(V1PodSpec pod) =>
    [
        .. pod.Volumes.Where(volume => volume.Secret is not null).Select(volume => volume.Secret.SecretName),
        .. pod.Containers.SelectMany(one => one.Env).Select(one => one.ValueFrom?.SecretKeyRef?.Name).OfType<string>(),
        .. (pod.ImagePullSecrets ?? []).Select(one => one.Name),
    ];

    private static IEnumerable<string> Met(Dictionary<string, IDictionary<string, string>> pods, IDictionary<string, string> labels) =>
        pods.Where(pod => Meets(pod.Value, labels)).Select(pod => pod.Key);

    private static bool Meets(IDictionary<string, string> labels, IDictionary<string, string> wanted) =>
        wanted.All(one => labels.TryGetValue(one.Key, out var value) && value == one.Value);
}
