using System.Diagnostics;
using System.Globalization;

namespace SuperResFarm.Benchmarks;

/// <summary>How much of the machine other processes took meanwhile: with two threads against one, only rounds on free cores count.</summary>
internal sealed class MachineLoad
{
    private const double TicksPerSecond = 100;   // USER_HZ, the same on every Linux
    private const double Quiet = 0.12;

    private readonly (double Busy, double Own) _start = Now();
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <value>Whether the others used less than an eighth of a core since this object was made.</value>
    public bool IsQuiet
    {
        get
        {
            var now = Now();
            return (now.Busy - _start.Busy - (now.Own - _start.Own)) / Stopwatch.GetElapsedTime(_started).TotalSeconds < Quiet;
        }
    }

    // The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)).
    private static (double Busy, double Own) Now()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        using var process = Process.GetCurrentProcess();
        return ((ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond, process.TotalProcessorTime.TotalSeconds);
    }
}
