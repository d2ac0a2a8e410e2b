using System.Diagnostics;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Worker.Telemetry;

/// <summary>A stage of an item that others can see: as a span within the item's, and as a duration. A stage that fails is measured too.</summary>
internal static class Stage
{
    /// <summary>Runs a stage.</summary>
    /// <param name="name">As <see cref="FarmMetrics.StageDuration"/> has it.</param>
    /// <param name="work">What it does.</param>
    public static async Task<T> RunAsync<T>(string name, Func<Task<T>> work)
    {
        using var span = FarmTraces.Begin(name);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await work();
        }
        catch (Exception fault)
        {
            span.Fail(fault.GetType().Name);
            throw;
        }
        finally
        {
            FarmMetrics.StageDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, Tags.Stage(name));
        }
    }
}
