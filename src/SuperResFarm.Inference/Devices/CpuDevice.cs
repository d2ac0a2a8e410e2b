using System.Globalization;

namespace SuperResFarm.Inference.Devices;

/// <summary>The processor as a device: its cores are lanes, its memory is what the process may still take.</summary>
/// <param name="Name">Name as the system gives it.</param>
/// <param name="Cores">Cores this process may use (control groups and affinity respected).</param>
/// <param name="MemoryBytes">The smaller of the control group's limit and the memory the system has available now.</param>
public sealed record CpuDevice(string Name, int Cores, long MemoryBytes)
{
    /// <summary>Asks the system.</summary>
    public static CpuDevice Probe() => new(
        FieldOf("/proc/cpuinfo", "model name") ?? "CPU",
        Environment.ProcessorCount,
        Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, AvailableBytes() ?? long.MaxValue));

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
