namespace SuperResFarm.Contracts.Http;

/// <summary>A number that is not known exactly.</summary>
/// <param name="Value">What is expected.</param>
/// <param name="Low">Nine times in ten it is not below; equal to the value where it is exact.</param>
/// <param name="High">Nine times in ten it is not above.</param>
public sealed record RangeBody(double Value, double Low, double High);

/// <summary>When something will be done.</summary>
/// <param name="Expected">What is expected.</param>
/// <param name="Earliest">Nine times in ten not before.</param>
/// <param name="Latest">Nine times in ten not after.</param>
public sealed record FinishBody(DateTimeOffset Expected, DateTimeOffset Earliest, DateTimeOffset Latest);

/// <summary>When a job will end, as the farm sees it now.</summary>
/// <param name="DeviceSecondsTotal">Device seconds from its first item to its last.</param>
/// <param name="DeviceSecondsLeft">Those of items that have not ended.</param>
public sealed record EtaBody(RangeBody DeviceSecondsTotal, RangeBody DeviceSecondsLeft)
{
    /// <summary>When its last item ends; null: no worker has reported for a while.</summary>
    public DateTimeOffset? Expected { get; init; }

    /// <summary>Nine times in ten not before.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Nine times in ten not after.</summary>
    public DateTimeOffset? Latest { get; init; }
}
