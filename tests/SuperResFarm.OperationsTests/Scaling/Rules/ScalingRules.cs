namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>All that a chart says about how many workers there are and how they end.</summary>
internal sealed record ScalingRules
{
    /// <summary>Makes one number of the three queues' lengths.</summary>
    public required Formula Formula { get; init; }

    /// <summary>How much of that number one replica is for; a whole number when there is a fallback.</summary>
    public required double Target { get; init; }

    /// <summary>Above this the farm is awake.</summary>
    public required double ActivationTarget { get; init; }

    /// <summary>Whether messages that workers hold are left out; they are by <c>excludeUnacknowledged</c> and by the protocol <c>amqp</c>.</summary>
    public required bool ReadyOnly { get; init; }

    /// <summary>Whether the autoscaler gets what the last poll saw; otherwise each of its syncs asks the broker.</summary>
    public required bool CachedMetrics { get; init; }

    /// <summary>Time between two looks that wake the farm or put it to sleep.</summary>
    public required TimeSpan PollingInterval { get; init; }

    /// <summary>How long there must have been nothing before the last replicas go.</summary>
    public required TimeSpan Cooldown { get; init; }

    public required int MinReplicas { get; init; }

    public required int MaxReplicas { get; init; }

    /// <summary>What counts while the broker's management does not answer; null when nothing is said.</summary>
    public required FallbackRules? Fallback { get; init; }

    public required ScaleDirection Up { get; init; }

    public required ScaleDirection Down { get; init; }

    public required WorkerRules Worker { get; init; }

    /// <summary>How many items of a priority are with the broker at most.</summary>
    public required int Window { get; init; }

    /// <summary>Reads them from Kubernetes manifests, as <c>helm template</c> writes them.</summary>
    /// <param name="manifests">Any number of documents; among them one ScaledObject and the Deployment that it names.</param>
    /// <exception cref="FormatException">Something is missing, or KEDA would not do what it says.</exception>
    public static ScalingRules Of(string manifests) => ManifestRules.Of(YamlObjects.Of(manifests));
}

/// <summary>What replaces the broker's answer when that fails more often than <paramref name="FailureThreshold"/> in a row.</summary>
/// <param name="FailureThreshold">Failures that change nothing.</param>
/// <param name="Replicas">How many replicas it stands for, above zero.</param>
/// <param name="Behavior">KEDA's word: <c>static</c>, <c>currentReplicas</c>, <c>currentReplicasIfHigher</c> or <c>currentReplicasIfLower</c>.</param>
internal sealed record FallbackRules(int FailureThreshold, int Replicas, string Behavior)
{
    /// <returns>The replicas to have while the broker's management is away.</returns>
    /// <param name="current">How many there are.</param>
    public int Of(int current) => Behavior switch
    {
        "static" => Replicas,
        "currentReplicas" => current,
        "currentReplicasIfHigher" => Math.Max(current, Replicas),
        "currentReplicasIfLower" => Math.Min(current, Replicas),
        _ => throw new FormatException($"fallback.behavior {Behavior} is unknown."),
    };
}

/// <summary>How a worker takes items and ends.</summary>
/// <param name="Images">Items that run at the same time in a pod; of each queue it holds one more.</param>
/// <param name="Grace">How long running items may go on after the order to stop; then they are given back.</param>
/// <param name="TerminationGrace">When the pod is killed after that order.</param>
internal sealed record WorkerRules(int Images, TimeSpan Grace, TimeSpan TerminationGrace);
