using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Whether the driver's GPUs and the ones that are used are the same.</summary>
internal static class DriverCheck
{
    /// <param name="wanted">Whether the settings ask for a GPU.</param>
    /// <param name="choice">What was opened; null when it could not be.</param>
    /// <param name="inventory">What the driver tells.</param>
    /// <param name="view">What CUDA sees of it.</param>
    public static Finding Judge(bool wanted, ProviderChoice? choice, GpuInventory inventory, CudaView view)
    {
        List<Device> used = [.. choice?.Providers.Select(provider => provider.Device).Where(device => device.Kind == DeviceKind.Gpu) ?? []];
        if (!wanted && used.Count == 0)
            return Finding.Skipped($"no GPU was asked for, and the processor is used: {choice?.Reason}");
        if (used.Count > 0 && used.TrueForAll(device => device.Gpu is null))
            return Finding.Skipped($"{string.Join(", ", used.Select(device => device.Name))}: NVIDIA's driver knows no such device, and it is the only one that is asked");
        if (inventory.Driver is null)
            return Finding.Failed(inventory.Fault ?? "there is no NVIDIA driver", "install it, or start the container with GPUs (--gpus all)");
        if ((inventory.Fault ?? view.Fault) is { } fault)
            return Finding.Failed(fault, "do as it says, or restart the machine; 'superres doctor' lists what is visible");
        if (used.Find(device => device.Gpu is { } gpu && view.Devices.ElementAtOrDefault(gpu.Ordinal)?.Gpu != gpu) is { } stray)
            return Finding.Failed(
                $"{stray.Name} ({stray.Gpu!.Uuid}) runs as CUDA's number {stray.Gpu.Ordinal}, which is {view.Devices.ElementAtOrDefault(stray.Gpu.Ordinal)?.Gpu?.Uuid ?? "none"} by the driver",
                $"unset CUDA_DEVICE_ORDER or set it to {CudaEnvironment.ByPlace}, or name the GPUs by UUID in CUDA_VISIBLE_DEVICES");

        var names = used.Select(device => $"{device.Gpu?.Ordinal} is {device.Name} at {device.Gpu?.PciBusId}");
        return Finding.Passed(
            $"driver {inventory.Driver}, CUDA up to {inventory.Cuda ?? "?"}; {inventory.Gpus.Count} GPUs, {view.Devices.Count} visible; used: {(used.Count == 0 ? "none" : string.Join(", ", names))}",
            ("gpus", inventory.Gpus.Count), ("visible", view.Devices.Count), ("used", used.Count));
    }
}
