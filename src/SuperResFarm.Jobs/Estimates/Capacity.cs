namespace SuperResFarm.Jobs.Estimates;

/// <summary>How fast the farm is.</summary>
/// <param name="Devices">Device seconds in a second, of late, while there was work: as many devices as worked all the time.</param>
/// <param name="Items">Items that this is known from.</param>
public sealed record Capacity(double Devices, int Items)
{
    /// <summary>How far it may be off, as a share: workers come and go, and few items are a bad clock.</summary>
    public double Doubt => Math.Sqrt(0.15 * 0.15 + 1.0 / Items);
}
