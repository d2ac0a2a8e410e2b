using System.Diagnostics;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Worker.Telemetry;

/// <summary>The stages of an item that others can see: each as a span within the item's, as a duration, and in the item's report. A stage that fails is measured too.</summary>
internal sealed class StageWatch
{
    private readonly Dictionary<string, double> _seconds = [];

    /// <returns>How long a stage has worked, in seconds.</returns>
    /// <param name="name">As it was run.</param>
    public double Of(string name) => _seconds.GetValueOrDefault(name);

    /// <summary>Runs a stage.</summary>
    /// <param name="name">As <see cref="FarmMetrics.StageDuration"/> has it.</param>
    /// <param name="work">What it does.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work)
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
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            _seconds[name] = Of(name) + took;
            FarmMetrics.StageDuration.Record(took, Tags.Stage(name));
        }
    }
}
