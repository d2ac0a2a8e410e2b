using System.Globalization;

namespace SuperResFarm.OperationsTests.Scaling.Replays;

/// <summary>Results of replays as a table in Markdown.</summary>
internal sealed class ScalingTable
{
    private readonly List<string> _lines =
    [
        "| trace | scaled by | items | wait p50 / p99 | oldest | GPU-hours | oracle | ratio | pods | replicas | given back | killed | asleep over work |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ];

    /// <param name="trace">Its name.</param>
    /// <param name="scaledBy">By what rules.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="oracle">The oracle's GPU-hours.</param>
    public void Add(string trace, string scaledBy, ReplayResult result, double oracle) => _lines.Add(string.Create(CultureInfo.InvariantCulture,
        $"| {trace} | {scaledBy} | {result.Items.Count} | {Short(result.Wait(0.5))} / {Short(result.Wait(0.99))} | {Short(result.OldestAge)} | {result.GpuHours:0.0} | {oracle:0.0} | {result.GpuHours / oracle:0.00} | {result.Pods.Count} | {result.Watch.MostReplicas} | {result.GivenBack} ({result.WastedShare:0.0%}) | {result.Killed} | {result.Watch.SleptOverWork} |"));

    public override string ToString() => string.Concat(_lines.Select(line => line + "\n"));

    private static string Short(TimeSpan time) => string.Create(CultureInfo.InvariantCulture,
        $"{(time < TimeSpan.FromMinutes(2) ? time.TotalSeconds : time < TimeSpan.FromHours(2) ? time.TotalMinutes : time.TotalHours):0.#} {(time < TimeSpan.FromMinutes(2) ? "s" : time < TimeSpan.FromHours(2) ? "min" : "h")}");
}
