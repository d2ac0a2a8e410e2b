using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class PodTests
{
    private const string Memory = "memory";

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Containers_AnyValues_HaveNoRights(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);

        Assert.All(manifests.Pods(), one =>
        {
            var pod = one.Pod.Spec;
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal(10001, pod.SecurityContext.RunAsUser);
            Assert.Equal(10001, pod.SecurityContext.RunAsGroup);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.True(pod.HostNetwork is null or false);
            Assert.True(pod.HostPID is null or false);
            Assert.All(pod.Volumes, volume => Assert.Null(volume.HostPath));
        });
        Assert.All(manifests.Containers(), one =>
        {
            var rights = one.Container.SecurityContext;
            Assert.False(rights.AllowPrivilegeEscalation);
            Assert.True(rights.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], rights.Capabilities.Drop);
            Assert.True(rights.Capabilities.Add is null or []);
            Assert.Null(rights.Privileged);
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Containers_AnyValues_AreGivenTheMemoryTheyMayTake(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Containers(), one =>
        {
            var resources = one.Container.Resources;
            Assert.Equal(resources.Requests[Memory].ToDecimal(), resources.Limits[Memory].ToDecimal());
            Assert.True(resources.Requests["cpu"].ToDecimal() > 0);
            Assert.DoesNotContain("cpu", resources.Limits.Keys);
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Containers_AnyValues_WriteOnlyToFoldersWithALimit(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Pods(), one =>
        {
            var volumes = one.Pod.Spec.Volumes.ToDictionary(volume => volume.Name);
            var container = Assert.Single(one.Pod.Spec.Containers);
            Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, volumes.Keys));
            var written = container.VolumeMounts.Where(mount => mount.ReadOnlyProperty is not true).ToDictionary(mount => mount.MountPath, mount => volumes[mount.Name]);
            Assert.Equal(["/data", "/scratch"], written.Keys.Order());
            Assert.All(written.Values, volume => Assert.True(volume.EmptyDir.SizeLimit.ToDecimal() > 0));
            var scratch = written["/scratch"].EmptyDir.SizeLimit.ToDecimal();
            Assert.Equal(scratch, container.Resources.Requests["ephemeral-storage"].ToDecimal());
            Assert.Equal("/scratch", Manifests.Environment(container)["TMPDIR"]);
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Services_AnyValues_AreAskedTheThreeQuestions(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Of<V1Deployment>(), one =>
        {
            var container = Assert.Single(one.Spec.Template.Spec.Containers);
            Assert.Equal("/health/startup", container.StartupProbe.HttpGet.Path);
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            Assert.True(container.StartupProbe.PeriodSeconds * container.StartupProbe.FailureThreshold >= 300);
            // Where the probes ask is where the service listens.
            var port = container.Ports.Single(port => port.Name == "http").ContainerPort;
            V1Probe[] probes = [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];
            Assert.All(probes, probe => Assert.Equal("http", probe.HttpGet.Port.Value));
            var settings = Manifests.Environment(container);
            Assert.Equal($"http://0.0.0.0:{port}", settings.TryGetValue("Api__Url", out var url) ? url : settings["ASPNETCORE_URLS"]);
            Assert.Equal($"http://0.0.0.0:{container.Ports.Single(port => port.Name == "metrics").ContainerPort}", settings["Telemetry__MetricsUrl"]);
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Images_AnyValues_AreOfOneVersion(string set) =>
        Assert.All((await ValueSets.RenderAsync(set)).Containers(), one =>
            Assert.Matches("^(registry\\.example\\.com/farm/)?superres-(api|worker)(:[0-9]+\\.[0-9]+\\.[0-9]+(-[a-z]+)?|@sha256:[0-9a-f]{64})$", one.Container.Image));

    [Fact]
    public void Chart_Version_IsThatOfThePrograms()
    {
        var version = System.Xml.Linq.XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
        var chart = EffectiveValues.Read(Path.Combine(ChartRenderer.Chart, "Chart.yaml"));

        Assert.Equal(version, chart["appVersion"]);
    }
}
