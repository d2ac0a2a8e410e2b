namespace SuperResFarm.Inference.Devices;

/// <summary>How much of a device's memory a plan may take.</summary>
/// <param name="Share">Part of what is free beside the reserve on a GPU: 0.05 to 0.95, default 0.85; the rest is for what nobody foresaw.</param>
/// <param name="ReserveBytes">Bytes of a GPU that stay free for others: at least 0, default none.</param>
public sealed record MemoryBudget(double Share = 0.85, long ReserveBytes = 0)
{
    // Larger tiles were never faster on a processor, and others use its memory too.
    private const long UsualOnProcessor = 640_000_000;

    /// <param name="device">The device.</param>
    /// <param name="freeBytes">What is free on it before the network is loaded.</param>
    /// <returns>Bytes, at least 0: on a GPU the share; on the processor 640 MB, or half of what is free if that is less.</returns>
    public long Of(Device device, long freeBytes) => device.Kind == DeviceKind.Cpu
        ? Math.Min(UsualOnProcessor, freeBytes / 2)
        : (long)(Share * Math.Max(0, freeBytes - ReserveBytes));
}
