using System.Globalization;

namespace SuperResFarm.Benchmarks;

/// <summary>The most memory this process ever had.</summary>
internal static class ProcessPeak
{
    public static double Mib() => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
