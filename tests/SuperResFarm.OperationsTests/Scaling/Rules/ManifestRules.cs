using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>Reads <see cref="ScalingRules"/>, with the defaults of KEDA, Kubernetes and the services for what is not said.</summary>
/// <remarks>Source: KEDA's "ScaledObject specification" and "RabbitMQ Queue" scaler.</remarks>
internal static class ManifestRules
{
    private static readonly string[] _queues = ["high", "normal", "bulk"];

    public static ScalingRules Of(YamlObjects manifests)
    {
        var spec = YamlObjects.At(manifests.Only("ScaledObject"), "spec") ?? throw new FormatException("The ScaledObject has no spec.");
        var modifiers = YamlObjects.At(spec, "advanced", "scalingModifiers") ?? throw new FormatException("scalingModifiers are missing: KEDA would take the longest queue, not all of them.");
        if (YamlObjects.Text(modifiers, "metricType") is { } type and not "AverageValue")
            throw new FormatException($"metricType is {type}; only AverageValue divides the work among the replicas.");
        var triggers = YamlObjects.List(spec, "triggers").ToList();
        var rules = new ScalingRules
        {
            Formula = Formula.Of(YamlObjects.Text(modifiers, "formula") ?? throw new FormatException("scalingModifiers.formula is missing.")),
            Target = Number(modifiers, "target", double.NaN),
            ActivationTarget = Number(modifiers, "activationTarget", 0),
            ReadyOnly = triggers.Any(ReadyOnly),
            CachedMetrics = triggers.All(one => YamlObjects.Text(one, "useCachedMetrics") == "true"),
            PollingInterval = TimeSpan.FromSeconds(Number(spec, "pollingInterval", 30)),
            Cooldown = TimeSpan.FromSeconds(Number(spec, "cooldownPeriod", 300)),
            MinReplicas = (int)Number(spec, "minReplicaCount", 0),
            MaxReplicas = (int)Number(spec, "maxReplicaCount", 100),
            Fallback = FallbackOf(spec),
            Up = DirectionOf(spec, "scaleUp", ScaleDirection.DefaultUp),
            Down = DirectionOf(spec, "scaleDown", ScaleDirection.DefaultDown),
            Worker = WorkerOf(manifests, manifests.Only("Deployment", YamlObjects.Text(spec, "scaleTargetRef", "name"))),
            Window = WindowOf(manifests),
        };
        CheckTriggers(triggers);
        rules.Formula.Value(name => _queues.Contains(name) ? 1 : throw new FormatException($"The formula asks for {name}, which is no trigger."));
        if (!(rules.Target > 0))
            throw new FormatException("scalingModifiers.target must be above zero.");
        if (rules.Fallback is not null && rules.Target != Math.Floor(rules.Target))
            throw new FormatException($"scalingModifiers.target is {rules.Target}: with a fraction KEDA leaves the fallback out without a word.");
        return rules;
    }

    private static void CheckTriggers(IReadOnlyList<YamlNode> triggers)
    {
        if (triggers.Any(one => YamlObjects.Text(one, "type") != "rabbitmq" || YamlObjects.Text(one, "metadata", "mode") != "QueueLength"))
            throw new FormatException("Every trigger must be of the type rabbitmq, with the mode QueueLength.");
        if (!triggers.Select(one => YamlObjects.Text(one, "name")).Order().SequenceEqual(_queues.Order()))
            throw new FormatException("The triggers must be named high, normal and bulk.");
    }

    private static bool ReadyOnly(YamlNode trigger) =>
        YamlObjects.Text(trigger, "metadata", "protocol") != "http" || YamlObjects.Text(trigger, "metadata", "excludeUnacknowledged") == "true";

    private static FallbackRules? FallbackOf(YamlNode spec)
    {
        if (YamlObjects.At(spec, "fallback") is not { } fallback)
            return null;
        var rules = new FallbackRules((int)Number(fallback, "failureThreshold", double.NaN), (int)Number(fallback, "replicas", double.NaN), YamlObjects.Text(fallback, "behavior") ?? "static");
        return rules.Replicas > 0 ? rules : throw new FormatException("fallback.replicas must be above zero: with zero KEDA takes a broken broker for an empty one.");
    }

    private static ScaleDirection DirectionOf(YamlNode spec, string direction, ScaleDirection usual)
    {
        if (YamlObjects.At(spec, "advanced", "horizontalPodAutoscalerConfig", "behavior", direction) is not { } said)
            return usual;
        var policies = YamlObjects.List(said, "policies").Select(one => new ScalePolicy(
            YamlObjects.Text(one, "type") == "Percent", (int)Number(one, "value", double.NaN), TimeSpan.FromSeconds(Number(one, "periodSeconds", double.NaN)))).ToList();
        return new(TimeSpan.FromSeconds(Number(said, "stabilizationWindowSeconds", usual.Window.TotalSeconds)),
            Enum.Parse<PolicyChoice>(YamlObjects.Text(said, "selectPolicy") ?? nameof(PolicyChoice.Max)), policies.Count > 0 ? policies : usual.Policies);
    }

    private static WorkerRules WorkerOf(YamlObjects manifests, YamlNode deployment)
    {
        var rules = new WorkerRules(
            int.Parse(manifests.Setting(deployment, "Worker__Images") ?? "2", CultureInfo.InvariantCulture),
            TimeSpan.Parse(manifests.Setting(deployment, "Worker__Grace") ?? "00:00:20", CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(Number(deployment, 30, "spec", "template", "spec", "terminationGracePeriodSeconds")));
        var host = double.Parse(manifests.Setting(deployment, "DOTNET_SHUTDOWNTIMEOUTSECONDS") ?? "30", CultureInfo.InvariantCulture);
        return rules.Grace.TotalSeconds < host ? rules : throw new FormatException($"Worker__Grace is {rules.Grace}, the host's time for stopping {host} s: the worker would not start.");
    }

    private static int WindowOf(YamlObjects manifests) =>
        manifests.All("Deployment").Select(one => manifests.Setting(one, "Jobs__Dispatch__Window")).OfType<string>().Select(one => int.Parse(one, CultureInfo.InvariantCulture))
            .Append(256).First();

    private static double Number(YamlNode from, string name, double usual) => Number(from, usual, name);

    private static double Number(YamlNode from, double usual, params ReadOnlySpan<string> path)
    {
        var number = YamlObjects.Text(from, path) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : usual;
        return double.IsNaN(number) ? throw new FormatException($"{string.Join('.', path.ToArray())} is missing.") : number;
    }
}
