namespace SuperResFarm.Inference.Calibration;

/// <summary>What measuring a network may cost.</summary>
public sealed record CalibrationLimits
{
    /// <value>Time after which no further run is begun, the three smallest tiles excepted: default 8 seconds.</value>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(8);

    /// <value>Runs that would need more bytes are left out; default: none are.</value>
    public long Bytes { get; init; } = long.MaxValue;
}
