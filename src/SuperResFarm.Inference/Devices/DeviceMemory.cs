using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Devices;

/// <summary>Tells the free memory of any device.</summary>
/// <param name="probe">Asks GPUs.</param>
public sealed class DeviceMemory(IGpuProbe probe)
{
    /// <summary>By this machine's own driver.</summary>
    public static DeviceMemory OfThisMachine { get; } = new(NvmlProbe.OfThisMachine);

    /// <returns>Bytes of the device that nobody has taken now. For a device whose driver cannot be asked: all of them.</returns>
    /// <exception cref="FarmException">The GPU is gone (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public long FreeBytes(Device device) => device switch
    {
        { Kind: DeviceKind.Cpu } => CpuDevice.FreeBytes(),
        { Gpu: { } gpu } => probe.MemoryOf(gpu.Uuid).FreeBytes,
        _ => device.TotalBytes,
    };
}
