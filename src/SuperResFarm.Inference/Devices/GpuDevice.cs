namespace SuperResFarm.Inference.Devices;

/// <summary>GPUs as devices.</summary>
public static class GpuDevice
{
    // While one network computes, the other's tile travels; published runs of two streams against one gained 1.5 times.
    private const int Places = 2;

    /// <summary>The device that CUDA calls <paramref name="ordinal"/>.</summary>
    internal static Device Of(GpuFacts gpu, GpuSlice? slice, int ordinal) => new(DeviceKind.Gpu, slice?.Name ?? gpu.Name, Places, slice?.TotalBytes ?? gpu.TotalBytes)
    {
        Gpu = new GpuAddress(slice?.Uuid ?? gpu.Uuid, gpu.PciBusId, ordinal, slice is not null),
    };
}
