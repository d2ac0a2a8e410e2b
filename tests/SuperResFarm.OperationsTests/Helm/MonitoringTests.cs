using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Objects;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class MonitoringTests
{
    [ChartFact]
    public async Task Monitors_OfServices_NameTheJobsThatDashboardsAskFor()
    {
        var monitors = (await ValueSets.RenderAsync("everything")).Of<ServiceMonitor>();

        Assert.Equal(["superres-api", "superres-worker"], monitors.Select(one => one.Spec.Endpoints[0].Relabelings.Single(label => label.TargetLabel == "job").Replacement).Order());
        Assert.All(monitors, one => Assert.Equal("kube-prometheus-stack", one.Metadata.Labels["release"]));
        Assert.All(monitors, one => Assert.Equal(["pool"], one.Spec.PodTargetLabels));
    }

    [ChartFact]
    public async Task Render_TheFilesOfDeploy_CarriesAllOfThem()
    {
        var manifests = await ValueSets.RenderAsync("default");

        Assert.Equal(Files("deploy/grafana/dashboards", "*.json"), manifests.Of<V1ConfigMap>().SelectMany(one => one.Data.Keys).Order(StringComparer.Ordinal));
        Assert.Equal(Files("deploy/prometheus/rules", "*.yml").Count, manifests.Of<PrometheusRule>().Count);
        Assert.All(manifests.Of<V1ConfigMap>().SelectMany(one => one.Data), one => Assert.Equal(File.ReadAllText(Repository.PathOf($"deploy/grafana/dashboards/{one.Key}")).Trim(), one.Value.Trim()));
        Assert.All(manifests.Of<V1ConfigMap>(), one => Assert.Equal("1", one.Metadata.Labels["grafana_dashboard"]));
        Assert.All(manifests.Of<V1ConfigMap>(), one => Assert.True(one.Data.Values.Sum(text => text.Length) < 900_000, "a ConfigMap holds a megabyte"));
    }

    [ChartTheory, InlineData(0), InlineData(2)]
    public async Task Render_AnyNumberOfFiles_PassesThemOnAsTheyAre(int count)
    {
        using var copy = new ChartCopy();
        for (var i = 0; i < count; i++)
        {
            copy.Write($"dashboards/board_{i}.json", $$$"""{"uid": "board-{{{i}}}", "title": "{{ pool }}"}""");
            copy.Write($"rules/rules_{i}.yml", $$$"""
                groups:
                  - name: group-{{{i}}}
                    interval: 1m
                    rules:
                      - alert: Late
                        expr: vector(1) > 1000000
                        for: 5m
                        annotations: {summary: "{{ $value }} of {{ $labels.pool }}"}
                """);
        }

        var manifests = Manifests.Parse(await ChartRenderer.RenderAsync(copy.Folder));

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{{\"uid\": \"board-{i}\", \"title\": \"{{{{ pool }}}}\"}}"), manifests.Of<V1ConfigMap>().SelectMany(one => one.Data.Values));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"farm-superresfarm-rules-{i}"), manifests.Of<PrometheusRule>().Select(one => one.Metadata.Name));
        Assert.All(manifests.Of<PrometheusRule>().SelectMany(one => one.Spec.Groups).SelectMany(group => group.Rules), rule =>
        {
            Assert.Equal(("Late", "vector(1) > 1000000", "5m"), (rule.Alert, rule.Expr, rule.For));
            Assert.Equal("{{ $value }} of {{ $labels.pool }}", rule.Annotations["summary"]);
        });
    }

    private static List<string> Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Repository.PathOf(folder), pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
