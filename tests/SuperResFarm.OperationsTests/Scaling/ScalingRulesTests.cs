using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.OperationsTests.Scaling.Farm;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling;

public sealed class ScalingRulesTests
{
    internal const string Text = """
        kind: ScaledObject
        spec:
          scaleTargetRef: { name: worker }
          pollingInterval: 10
          cooldownPeriod: 120
          minReplicaCount: 1
          maxReplicaCount: 20
          fallback: { failureThreshold: 3, replicas: 2, behavior: currentReplicasIfHigher }
          advanced:
            scalingModifiers: { formula: "high * 2 + normal + bulk", target: "4", activationTarget: "1", metricType: AverageValue }
            horizontalPodAutoscalerConfig:
              behavior:
                scaleDown: { stabilizationWindowSeconds: 90, selectPolicy: Min, policies: [ { type: Pods, value: 3, periodSeconds: 30 } ] }
          triggers:
            - { name: high, type: rabbitmq, metadata: { protocol: http, mode: QueueLength, excludeUnacknowledged: "false" } }
            - { name: normal, type: rabbitmq, metadata: { protocol: http, mode: QueueLength } }
            - { name: bulk, type: rabbitmq, metadata: { protocol: http, mode: QueueLength } }
        ---
        kind: Deployment
        metadata: { name: worker }
        spec:
          template:
            spec:
              terminationGracePeriodSeconds: 400
              containers:
                - env: [ { name: Worker__Images, value: "3" } ]
                  envFrom: [ { configMapRef: { name: settings } } ]
        ---
        kind: ConfigMap
        metadata: { name: settings }
        data: { Worker__Grace: "00:05:00", Worker__Images: "9", DOTNET_SHUTDOWNTIMEOUTSECONDS: "330" }
        """;

    [Fact]
    public void Of_Manifests_ReadsEveryRule()
    {
        var rules = ScalingRules.Of(Text);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(120), 1, 20), (rules.PollingInterval, rules.Cooldown, rules.MinReplicas, rules.MaxReplicas));
        Assert.Equal((4, 1, 4), (rules.Target, rules.ActivationTarget, rules.Formula.Value(_ => 1)));
        Assert.Equal(new FallbackRules(3, 2, "currentReplicasIfHigher"), rules.Fallback);
        Assert.Equal((TimeSpan.FromSeconds(90), PolicyChoice.Min), (rules.Down.Window, rules.Down.Choice));
        Assert.Equal([new ScalePolicy(false, 3, TimeSpan.FromSeconds(30))], rules.Down.Policies);
        Assert.Same(ScaleDirection.DefaultUp, rules.Up);
        Assert.Equal(new WorkerRules(3, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(400)), rules.Worker);
        Assert.Equal((false, false, 256), (rules.ReadyOnly, rules.CachedMetrics, rules.Window));
    }

    [Theory]
    [InlineData("protocol: http, mode: QueueLength }", "protocol: amqp, mode: QueueLength }")]
    [InlineData("excludeUnacknowledged: \"false\"", "excludeUnacknowledged: \"true\"")]
    public void Of_TriggersThatDoNotSeeHeldMessages_SaysSo(string from, string to) => Assert.True(ScalingRules.Of(Text.Replace(from, to, StringComparison.Ordinal)).ReadyOnly);

    [Theory]
    [InlineData("target: \"4\"", "target: \"4.5\"", "leaves the fallback out")]
    [InlineData("target: \"4\"", "target: \"0\"", "above zero")]
    [InlineData("replicas: 2", "replicas: 0", "fallback.replicas")]
    [InlineData("normal + bulk", "normal + bulky", "bulky")]
    [InlineData("name: bulk,", "name: rest,", "named high, normal and bulk")]
    [InlineData("mode: QueueLength }", "mode: MessageRate }", "QueueLength")]
    [InlineData("metricType: AverageValue", "metricType: Value", "AverageValue")]
    [InlineData("scalingModifiers:", "other:", "longest queue")]
    [InlineData("\"330\"", "\"300\"", "would not start")]
    [InlineData("value: \"3\"", "valueFrom: {}", "comes from elsewhere")]
    [InlineData("name: worker }\nspec", "name: api }\nspec", "Deployment")]
    public void Of_RulesThatWouldNotHold_Throws(string from, string to, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => ScalingRules.Of(Text.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [ChartFact]
    public void Load_Chart_CanKeepItsWord()
    {
        var rules = ChartRules.Load();
        Assert.False(rules.ReadyOnly);
        Assert.True(rules.Worker.TerminationGrace >= rules.Worker.Grace + Pod.Farewell, "Pods are killed before they could give their items back.");
        Assert.True(rules.Formula.Value(name => name == "bulk" ? rules.Window : 0) / rules.Target > rules.MaxReplicas - 1, "The dispatcher's window hides so much work that the fleet never becomes as large as allowed.");
        Assert.Equal("currentReplicasIfHigher", rules.Fallback?.Behavior);
    }
}
