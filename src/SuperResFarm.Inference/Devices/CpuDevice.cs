using System.Globalization;

namespace SuperResFarm.Inference.Devices;

/// <summary>The processor as a device: its cores are places, its memory is what the process may take.</summary>
public static class CpuDevice
{
    /// <summary>Asks the system: cores that this process may use (control groups and affinity respected) and their name.</summary>
    public static Device Probe() => new(
        DeviceKind.Cpu, FieldOf("/proc/cpuinfo", "model name") ?? "CPU", Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <returns>Bytes that may still be taken: the smaller of the control group's limit and the memory the system has available now.</returns>
    public static long FreeBytes() => Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, AvailableBytes() ?? long.MaxValue);

    private static long? AvailableBytes() =>
        FieldOf("/proc/meminfo", "MemAvailable") is { } text
        && long.TryParse(text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;

    private static string? FieldOf(string file, string name) =>
        File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
}
