namespace SuperResFarm.Inference.Planning;

/// <summary>The memory that a plan may need.</summary>
/// <param name="DeviceBytes">Of each device; on the processor of everything beside the program itself.</param>
/// <param name="HostBytes">Of this machine, for tiles and bands, where devices have memory of their own; null where the device is the processor.</param>
/// <param name="Devices">Equal devices that share the lanes, at least 1.</param>
public sealed record PlanMemory(long DeviceBytes, long? HostBytes = null, int Devices = 1)
{
    /// <returns>Whether it is enough for a plan.</returns>
    internal bool Holds(TilePlan plan) => plan.FootprintBytes <= DeviceBytes && plan.HostBytes <= (HostBytes ?? long.MaxValue);
}
