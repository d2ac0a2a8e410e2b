using System.Globalization;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Benching;

/// <summary>The most memory this process has had. Source: proc(5), VmHWM and clear_refs.</summary>
internal static class ProcessPeak
{
    private const string Forget = "5";

    /// <summary>From now on the peak is counted anew, without what earlier work left behind.</summary>
    /// <returns>Whether the system does that.</returns>
    public static bool Reset()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        LibC.GiveBackFreed();
        try
        {
            File.WriteAllText("/proc/self/clear_refs", Forget);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;   // another system, or one that is locked down
        }
    }

    /// <returns>Bytes; null where the system does not tell.</returns>
    public static long? Bytes()
    {
        const string Status = "/proc/self/status";
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..] && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count * 1024
            : null;
    }
}
