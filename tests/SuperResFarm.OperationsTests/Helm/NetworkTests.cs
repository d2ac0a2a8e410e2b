using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class NetworkTests
{
    [ChartTheory, InlineData("default"), InlineData("gpu"), InlineData("slices"), InlineData("everything")]
    public async Task Policies_AnyValues_CloseEveryPodOfTheRelease(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);

        var closed = Assert.Single(manifests.Of<V1NetworkPolicy>(), one => one.Metadata.Name.EndsWith("-default-deny", StringComparison.Ordinal)).Spec;
        Assert.Equal(["Ingress", "Egress"], closed.PolicyTypes);
        Assert.True(closed.Ingress is null or []);
        Assert.True(closed.Egress is null or []);
        Assert.All(manifests.Pods(), pod => Assert.All(closed.PodSelector.MatchLabels, label => Assert.Equal(label.Value, pod.Pod.Metadata.Labels[label.Key])));
    }

    [ChartTheory]
    [InlineData("default", "53 443 5432 5672", "53 443 5672")]
    [InlineData("gpu", "53 5432 5672 9443", "53 5672 9443")]
    [InlineData("slices", "53 443 5432 5671", "53 443 5671")]
    [InlineData("everything", "53 443 4317 5432 5673 15672", "53 443 4317 5673 15672")]
    public async Task Egress_EachSet_ReachesWhatTheSettingsName(string set, string api, string worker)
    {
        var manifests = await ValueSets.RenderAsync(set);

        Assert.Equal(api, PortsOut(manifests, "api"));
        Assert.Equal(worker, PortsOut(manifests, "worker"));
        Assert.Equal(set == "everything" ? "53 443 5432" : "53 5432", PortsOut(manifests, "migrations"));
    }

    [ChartFact]
    public async Task Egress_WithPeers_ReachesThemAlone()
    {
        var manifests = await ValueSets.RenderAsync("everything");

        Assert.All(manifests.Of<V1NetworkPolicy>().SelectMany(one => one.Spec.Egress ?? []), rule => Assert.NotEmpty(rule.To));
        var database = Assert.Single(Policy(manifests, "api").Egress, rule => rule.Ports.Any(port => port.Port.Value == "5432"));
        Assert.Equal("10.1.2.0/24", Assert.Single(database.To).IpBlock.Cidr);
    }

    [ChartTheory, InlineData("default"), InlineData("everything")]
    public async Task Ingress_AnyValues_LetsCallersToTheApiAndMonitoringToMetrics(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);

        Assert.Equal(["http", "metrics"], PortsIn(manifests, "api"));
        Assert.Equal(["metrics"], PortsIn(manifests, "worker"));
        Assert.True(Policy(manifests, "migrations").Ingress is null or []);
        Assert.All(manifests.Of<V1NetworkPolicy>().SelectMany(one => one.Spec.Ingress ?? []), rule => Assert.NotEmpty(rule.FromProperty));
    }

    [ChartFact]
    public async Task Ingress_Enabled_ShowsNoHealthAndNoMetrics()
    {
        var ingress = Assert.Single((await ValueSets.RenderAsync("everything")).Of<V1Ingress>());

        Assert.Equal(["/v1", "/openapi"], ingress.Spec.Rules.Single().Http.Paths.Select(path => path.Path));
        Assert.Equal("farm-tls", ingress.Spec.Tls.Single().SecretName);
        Assert.Equal(ingress.Spec.Rules.Single().Host, ingress.Spec.Tls.Single().Hosts.Single());
    }

    private static V1NetworkPolicySpec Policy(Manifests manifests, string component) =>
        Assert.Single(manifests.Of<V1NetworkPolicy>(), one => Manifests.Component(one.Metadata) == component).Spec;

    private static string PortsOut(Manifests manifests, string component) =>
        string.Join(' ', Policy(manifests, component).Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).Distinct().OrderBy(port => port.Length).ThenBy(port => port, StringComparer.Ordinal));

    private static IEnumerable<string> PortsIn(Manifests manifests, string component) =>
        Policy(manifests, component).Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).Order();
}
