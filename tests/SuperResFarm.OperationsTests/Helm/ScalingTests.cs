using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Helm.Objects;
using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Helm;

public sealed partial class ScalingTests
{
    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Triggers_AnyValues_AskTheQueuesThatThePoolTakesFrom(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);
        var authentication = manifests.Of<TriggerAuthentication>().SingleOrDefault();

        Assert.All(manifests.Of<ScaledObject>(), one =>
        {
            var settings = Manifests.Environment(Target(manifests, one).Spec.Template.Spec.Containers[0]);
            var taken = settings.Where(setting => setting.Key.StartsWith("Worker__Queues__", StringComparison.Ordinal)).Select(setting => Enum.Parse<Priority>(setting.Value));
            Assert.Equal(taken.Select(QueueNames.Of), one.Spec.Triggers.Select(trigger => trigger.Metadata["queueName"]));
            Assert.All(one.Spec.Triggers, trigger =>
            {
                Assert.Equal("rabbitmq", trigger.Type);
                Assert.Equal(QueueNames.Of(Enum.Parse<Priority>(trigger.Name, ignoreCase: true)), trigger.Metadata["queueName"]);
                Assert.Equal("http", trigger.Metadata["protocol"]);
                Assert.Equal("QueueLength", trigger.Metadata["mode"]);
                Assert.Equal("false", trigger.Metadata["excludeUnacknowledged"]);   // or busy pods would be taken away
                Assert.Equal(settings["Broker__VirtualHost"], trigger.Metadata["vhostName"]);
                Assert.Equal(authentication!.Metadata.Name, trigger.AuthenticationRef.Name);
            });
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Formula_AnyValues_SumsItsTriggersByWeightAndShare(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Of<ScaledObject>(), one =>
        {
            var modifiers = one.Spec.Advanced.ScalingModifiers;
            Assert.Equal(one.Spec.Triggers.Select(trigger => trigger.Name).Order(), Names().Matches(modifiers.Formula).Select(match => match.Value).Order());
            Assert.Equal("AverageValue", modifiers.MetricType);   // KEDA's fallback knows no other
            var scaling = EffectiveValues.Pool(set, one.Metadata.Labels["pool"]);
            // KEDA's fallback reads the target as a whole number.
            Assert.Equal((int)EffectiveValues.Number(scaling, "scaling", "itemsPerReplica"), int.Parse(modifiers.Target, CultureInfo.InvariantCulture));
            var counted = one.Spec.Triggers.Sum(trigger => EffectiveValues.Number(scaling, "scaling", "weights", trigger.Name)) * EffectiveValues.Number(scaling, "scaling", "share");
            Assert.Equal(counted, Formula.Of(modifiers.Formula).Value(_ => 1), precision: 9);
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task ScaleDown_AnyValues_IsSlowerThanALongItem(string set)
    {
        Assert.All((await ValueSets.RenderAsync(set)).Of<ScaledObject>(), one =>
        {
            var long95 = EffectiveValues.Number(EffectiveValues.Pool(set, one.Metadata.Labels["pool"]), "itemP95Seconds");
            var down = one.Spec.Advanced.HorizontalPodAutoscalerConfig.Behavior.ScaleDown;
            var policy = Assert.Single(down.Policies);
            Assert.Equal(("Pods", 1), (policy.Type, policy.Value));
            Assert.InRange(policy.PeriodSeconds, Math.Max(long95, 60), 1800);   // the autoscaler's own limits
            Assert.InRange(down.StabilizationWindowSeconds!.Value, Math.Max(2 * long95, 300), 3600);
            Assert.True(one.Spec.CooldownPeriod >= long95);
        });
    }

    [ChartTheory, MemberData(nameof(ValueSets.All), MemberType = typeof(ValueSets))]
    public async Task Replicas_AnyValues_BelongToOneOwner(string set)
    {
        var manifests = await ValueSets.RenderAsync(set);
        var scaled = manifests.Of<ScaledObject>().Select(one => one.Spec.ScaleTargetRef.Name).ToHashSet();

        Assert.All(manifests.Pools().Values, pool =>
            Assert.True(scaled.Contains(pool.Metadata.Name) == pool.Spec.Replicas is null, "either KEDA says how many run, or the chart"));
        Assert.All(manifests.Of<ScaledObject>(), one =>
        {
            Assert.InRange(one.Spec.Fallback!.Replicas, 0, one.Spec.MaxReplicaCount!.Value);
            Assert.Equal("currentReplicasIfHigher", one.Spec.Fallback.Behavior);
            Assert.True(one.Spec.MinReplicaCount <= one.Spec.MaxReplicaCount);
        });
    }

    [ChartFact]
    public async Task Annotations_OfPausedPools_PauseThem()
    {
        var slices = (await ValueSets.RenderAsync("slices")).Of<ScaledObject>().ToDictionary(one => one.Metadata.Labels["pool"], one => one.Metadata.Annotations);
        var running = (await ValueSets.RenderAsync("default")).Of<ScaledObject>();

        Assert.Equal(["autoscaling.keda.sh/paused-scale-in"], slices["mig"].Keys);
        Assert.Equal(["autoscaling.keda.sh/paused", "autoscaling.keda.sh/paused-scale-in"], slices["shared"].Keys.Order());
        Assert.All(slices.Values.SelectMany(one => one.Values), value => Assert.Equal("true", value));
        Assert.All(running, one => Assert.Null(one.Metadata.Annotations));
    }

    private static V1Deployment Target(Manifests manifests, ScaledObject of) => Assert.Single(manifests.Of<V1Deployment>(), one => one.Metadata.Name == of.Spec.ScaleTargetRef.Name);

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Names();
}
