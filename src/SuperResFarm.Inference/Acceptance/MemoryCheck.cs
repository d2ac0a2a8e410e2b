using System.Globalization;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Whether the figures of a device's memory agree with each other: plans rest on them.</summary>
internal static class MemoryCheck
{
    /// <param name="device">The device.</param>
    /// <param name="probe">Asks GPUs.</param>
    /// <exception cref="Contracts.Failures.FarmException">The GPU is gone.</exception>
    public static Finding Of(Device device, IGpuProbe probe) => device switch
    {
        { Kind: DeviceKind.Cpu } => Judge(device, new(device.TotalBytes, CpuDevice.FreeBytes(), device.TotalBytes - CpuDevice.FreeBytes())),
        { Gpu: { } gpu } => Judge(device, probe.MemoryOf(gpu.Uuid)),
        _ => Finding.Skipped($"{device.Name}: its driver cannot be asked for its memory, so all of {Gigabytes(device.TotalBytes)} counts as free"),
    };

    internal static Finding Judge(Device device, GpuMemory memory)
    {
        var what = device.Kind == DeviceKind.Cpu ? $"{device.Name}, {device.Places} cores" : device.Name;
        var text = $"{what}: {Gigabytes(memory.FreeBytes)} of {Gigabytes(memory.TotalBytes)} free";
        (string, double?)[] figures = [("totalBytes", memory.TotalBytes), ("freeBytes", memory.FreeBytes), ("places", device.Places)];
        var sound = memory.FreeBytes > 0 && memory.FreeBytes <= memory.TotalBytes && (device.TotalBytes == 0 || device.TotalBytes == memory.TotalBytes);
        return sound ? Finding.Passed(text, figures) : Finding.Failed(
            $"{text}, where {Gigabytes(device.TotalBytes)} were told before",
            device.Kind == DeviceKind.Cpu ? "raise the memory limit of the container" : "end what fills the GPU; if nothing does, update its driver", figures);
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
