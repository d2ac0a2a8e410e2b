using System.Globalization;
using k8s.Models;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed class GraceTests
{
    private const string HostTime = "DOTNET_SHUTDOWNTIMEOUTSECONDS";

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Workers_AnyValues_EndItemsBeforeTheHostAndTheHostBeforeKubernetes(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Pools(), pool =>
        {
            var pod = pool.Value.Spec.Template.Spec;
            var settings = Manifests.Environment(pod.Containers[0]);
            var values = EffectiveValues.Pool(set, pool.Key);
            var grace = TimeSpan.ParseExact(settings["Worker__Grace"], "c", CultureInfo.InvariantCulture).TotalSeconds;
            var host = int.Parse(settings[HostTime], CultureInfo.InvariantCulture);

            Assert.Equal(EffectiveValues.Number(values, "graceSeconds"), grace);
            Assert.True(grace >= EffectiveValues.Number(values, "itemP95Seconds"), "a usual item has no time to end");
            Assert.True(grace <= TimeSpan.ParseExact(settings["Worker__ItemTimeLimit"], "c", CultureInfo.InvariantCulture).TotalSeconds);
            Assert.True(host >= grace + 10, "the worker has no time to give items back");
            Assert.True(pod.TerminationGracePeriodSeconds >= PreStop(pod) + host + 10, "Kubernetes kills a host that is stopping");
            Assert.Equal(EffectiveValues.Number(values, "preStopSeconds"), PreStop(pod));
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Api_AnyValues_StopsBeforeKubernetesKills(string set)
    {
        var pod = (await ValueSets.RenderAsync(set)).Api().Spec.Template.Spec;

        var host = int.Parse(Manifests.Environment(pod.Containers[0])[HostTime], CultureInfo.InvariantCulture);
        Assert.True(pod.TerminationGracePeriodSeconds >= PreStop(pod) + host + 10);
        Assert.Equal(set == "minimal" ? 0 : 5, PreStop(pod));
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Rollout_AnyValues_WaitsForItemsAndStarts(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Pools().Values, pool =>
        {
            var probe = pool.Spec.Template.Spec.Containers[0].StartupProbe;
            Assert.True(pool.Spec.ProgressDeadlineSeconds > pool.Spec.Template.Spec.TerminationGracePeriodSeconds + (probe.PeriodSeconds * probe.FailureThreshold));
            Assert.Equal("0", pool.Spec.Strategy.RollingUpdate.MaxSurge.Value);   // a second pod would find no free device
        });
    }

    [ChartFact]
    public async Task Startup_OfAPoolThatBuildsEngines_IsGivenItsTime()
    {
        var probe = (await ValueSets.RenderAsync("everything")).Pools()["tensorrt"].Spec.Template.Spec.Containers[0].StartupProbe;

        Assert.Equal(1800, probe.PeriodSeconds * probe.FailureThreshold);
    }

    private static long PreStop(V1PodSpec pod) => pod.Containers[0].Lifecycle?.PreStop.Sleep.Seconds ?? 0;
}
