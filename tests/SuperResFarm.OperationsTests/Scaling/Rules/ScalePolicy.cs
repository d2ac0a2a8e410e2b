namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>How fast replicas may change: a number of pods, or a share of those at the start of the period.</summary>
/// <param name="IsPercent">Whether <paramref name="Value"/> is in per cent; otherwise it is in pods.</param>
/// <param name="Value">How much, above zero.</param>
/// <param name="Period">In how much time.</param>
internal sealed record ScalePolicy(bool IsPercent, int Value, TimeSpan Period);

/// <summary>Which of several policies counts: the one that allows the most, the one that allows the least, or none, so that nothing moves.</summary>
internal enum PolicyChoice
{
    Max,
    Min,
    Disabled,
}

/// <summary>The rules of one direction.</summary>
/// <param name="Window">Over how much time the most careful recommendation counts.</param>
/// <param name="Choice">Which policy counts.</param>
/// <param name="Policies">At least one.</param>
internal sealed record ScaleDirection(TimeSpan Window, PolicyChoice Choice, IReadOnlyList<ScalePolicy> Policies)
{
    /// <summary>What Kubernetes does upwards unless told otherwise.</summary>
    public static ScaleDirection DefaultUp { get; } =
        new(TimeSpan.Zero, PolicyChoice.Max, [new(true, 100, TimeSpan.FromSeconds(15)), new(false, 4, TimeSpan.FromSeconds(15))]);

    /// <summary>What Kubernetes does downwards unless told otherwise.</summary>
    public static ScaleDirection DefaultDown { get; } =
        new(TimeSpan.FromSeconds(300), PolicyChoice.Max, [new(true, 100, TimeSpan.FromSeconds(15))]);
}
