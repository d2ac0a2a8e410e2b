using System.Runtime.InteropServices;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Cli.Reporting;

/// <summary>The machine that figures were measured on, for programs.</summary>
internal static class MachineJson
{
    /// <returns>Facts that figures of other machines differ by.</returns>
    public static object OfThis()
    {
        var processor = CpuDevice.Probe();
        return new
        {
            System = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            Runtime = RuntimeInformation.FrameworkDescription,
            Processor = processor.Name,
            Cores = processor.Places,
            MemoryBytes = processor.TotalBytes,
        };
    }
}
