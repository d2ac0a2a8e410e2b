using k8s;
using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Objects;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class ManifestTests
{
    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Render_AnyValues_MakesManifestsThatKubernetesReads(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);

        Assert.NotEmpty(manifests.Of<V1Deployment>());
        Assert.All(manifests.All, one =>
        {
            var metadata = Metadata(one);
            Assert.Matches("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", metadata.Name);
            Assert.InRange(metadata.Name.Length, 1, 63);
            Assert.Null(metadata.NamespaceProperty);   // the release's
            Assert.Equal(ChartRenderer.Release, metadata.Labels["app.kubernetes.io/instance"]);
            Assert.Equal("Helm", metadata.Labels["app.kubernetes.io/managed-by"]);
        });
        Assert.Distinct(manifests.All.Select(one => $"{((IKubernetesObject)one).Kind}/{Metadata(one).Name}"));
    }

    [ChartTheory]
    [InlineData("default", "cpu")]
    [InlineData("gpu", "cpu nvidia")]
    [InlineData("slices", "mig shared")]
    [InlineData("minimal", "cpu")]
    [InlineData("everything", "cpu mig nvidia shared tensorrt")]
    public async Task Render_EachSet_HasTheObjectsOfItsPools(string set, string pools)
    {
        var manifests = await ValueSets.RenderAsync(set);
        string[] names = pools.Split(' ');
        var scaled = set == "minimal" ? 0 : names.Length;

        Assert.Equal(names, manifests.Pools().Keys.Order());
        Assert.Equal(names.Length + 1, manifests.Of<V1PodDisruptionBudget>().Count);
        Assert.Equal(scaled, manifests.Of<ScaledObject>().Count);
        Assert.Equal(set == "minimal" ? 0 : 1, manifests.Of<TriggerAuthentication>().Count);
        Assert.Equal(set == "minimal" ? 0 : 4, manifests.Of<V1NetworkPolicy>().Count);
        Assert.Equal(set == "minimal" ? 0 : 2, manifests.Of<ServiceMonitor>().Count);
        Assert.Equal(set == "everything" ? 1 : 0, manifests.Of<V1Ingress>().Count);
    }

    [ChartFact]
    public async Task Render_LongNames_StayShortEnoughForTheAutoscaler()
    {
        using var file = new ValuesFile("fullnameOverride: a-name-that-is-much-too-long-for-anybody\nworkers: {pools: {cpu: {enabled: false}, fifteen-letters: {}}}\n");

        var manifests = Manifests.Parse(await ChartRenderer.RenderAsync(ChartRenderer.Chart, file.Path));

        var scaled = Assert.Single(manifests.Of<ScaledObject>());
        Assert.Equal("a-name-that-is-much-too-long-f-worker-fifteen-letters", scaled.Metadata.Name);
        Assert.True($"keda-hpa-{scaled.Metadata.Name}".Length <= 63);
    }

    [ChartFact]
    public async Task Render_Migrations_AreAHookThatGivesUpOnWrongSettings()
    {
        var manifests = await ValueSets.RenderAsync("default");

        var job = Assert.Single(manifests.Of<V1Job>());
        var container = Assert.Single(job.Spec.Template.Spec.Containers);
        Assert.Equal("pre-install,pre-upgrade", job.Metadata.Annotations["helm.sh/hook"]);
        Assert.Equal(["migrate"], container.Args);
        Assert.Equal(manifests.Api().Spec.Template.Spec.Containers[0].Image, container.Image);
        var rule = Assert.Single(job.Spec.PodFailurePolicy.Rules);
        Assert.Equal("FailJob", rule.Action);
        Assert.Equal([2], rule.OnExitCodes.Values);
        Assert.Equal("false", Manifests.Environment(manifests.Api().Spec.Template.Spec.Containers[0])["Api__Migrate"]);
        Assert.DoesNotContain("Api__Migrate", Manifests.Environment(container).Keys);
        Assert.Empty((await ValueSets.RenderAsync("minimal")).Of<V1Job>());
    }

    private static V1ObjectMeta Metadata(object of) => (V1ObjectMeta)of.GetType().GetProperty("Metadata")!.GetValue(of)!;
}
