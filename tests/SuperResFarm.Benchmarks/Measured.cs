using System.Diagnostics;

namespace SuperResFarm.Benchmarks;

/// <summary>Wall and processor seconds of one run.</summary>
internal readonly record struct Measured(double Wall, double Cpu)
{
    public static async Task<Measured> OfAsync(Func<Task> work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (cpu, wall) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await work();
        process.Refresh();
        return new Measured(Stopwatch.GetElapsedTime(wall).TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
