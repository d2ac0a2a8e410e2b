using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Devices;

/// <summary>Tells the GPUs of this machine and their memory.</summary>
public interface IGpuProbe
{
    /// <summary>Asks the driver. A machine without GPUs, or without a driver, has none, which is no fault.</summary>
    GpuInventory List();

    /// <summary>Asks for the memory of one GPU or slice now.</summary>
    /// <param name="uuid">As in <see cref="GpuFacts.Uuid"/> or <see cref="GpuSlice.Uuid"/>.</param>
    /// <exception cref="FarmException">It is gone, or says nothing (<see cref="FailureCode.DeviceUnavailable"/>): with
    /// <see cref="Disposition.Requeue"/>, because another worker may have a good one.</exception>
    GpuMemory MemoryOf(string uuid);
}
