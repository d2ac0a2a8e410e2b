using System.Globalization;
using SuperResFarm.OperationsTests.Helm.Rendering;
using SuperResFarm.OperationsTests.Scaling.Replays;
using SuperResFarm.OperationsTests.Scaling.Rules;
using SuperResFarm.OperationsTests.Scaling.Traces;
using Xunit.Abstractions;
namespace SuperResFarm.OperationsTests.Scaling;

/// <summary>Why the chart's values are what they are: the second table of README.md, where one of them at a time is another one.</summary>
public sealed class ChoiceTests(ITestOutputHelper output)
{
    /// <summary>A file: the table is written into it, too.</summary>
    private const string ChoicesFile = "SUPERRES_SCALING_CHOICES";

    private static readonly string[] _traces = ["quiet-day", "bursts", "long-items"];

    private static readonly IReadOnlyList<(string Name, Func<ScalingRules, ScalingRules> Of)> _choices =
    [
        ("the chart", chart => chart),
        ("half the target", chart => chart with { Target = chart.Target / 2 }),
        ("twice the target", chart => chart with { Target = chart.Target * 2 }),
        ("pollingInterval 5", chart => chart with { PollingInterval = TimeSpan.FromSeconds(5) }),
        ("pollingInterval 60", chart => chart with { PollingInterval = TimeSpan.FromSeconds(60) }),
        ("cooldownPeriod 60", chart => chart with { Cooldown = TimeSpan.FromSeconds(60) }),
        ("cooldownPeriod 900", chart => chart with { Cooldown = TimeSpan.FromSeconds(900) }),
        ("minReplicaCount 1", chart => chart with { MinReplicas = 1 }),
        ("scaleDown window 0", chart => chart with { Down = chart.Down with { Window = TimeSpan.Zero } }),
        ("scaleDown window 600", chart => chart with { Down = chart.Down with { Window = TimeSpan.FromSeconds(600) } }),
        ("scaleDown half the pods a minute", chart => chart with { Down = chart.Down with { Policies = [new(true, 50, TimeSpan.FromSeconds(60)), new(false, 2, TimeSpan.FromSeconds(60))] } }),
        ("scaleUp one pod a minute", chart => chart with { Up = chart.Up with { Policies = [new(false, 1, TimeSpan.FromSeconds(60))] } }),
        ("Worker__Grace 20 s", chart => chart with { Worker = chart.Worker with { Grace = TimeSpan.FromSeconds(20) } }),
        ("Worker__Grace 5 min", chart => chart with { Worker = chart.Worker with { Grace = TimeSpan.FromMinutes(5), TerminationGrace = TimeSpan.FromMinutes(6) } }),
    ];

    [ChartFact]
    public void Choices_EachChanged_MovesCostsOrWaits()
    {
        var results = _choices.Select(choice => (choice.Name, Of: _traces.ToDictionary(trace => trace, trace => Replay.Scaled(Trace.Read(trace), choice.Of(ChartRules.For(trace)))))).ToList();
        var lines = results.Select(one => $"| {one.Name} | {string.Join(" | ", _traces.Select(trace => Cell(one.Of[trace])))} |\n");
        var table = $"| rules | {string.Join(" | ", _traces)} |\n|---|{string.Concat(_traces.Select(_ => "---|"))}\n{string.Concat(lines)}";
        output.WriteLine(table);
        if (Environment.GetEnvironmentVariable(ChoicesFile) is { Length: > 0 } file)
            File.WriteAllText(file, table);

        var of = results.ToDictionary(one => one.Name, one => one.Of);
        var chart = of["the chart"];
        Assert.True(of["half the target"]["bursts"].GpuHours > 1.2 * chart["bursts"].GpuHours);
        Assert.True(of["twice the target"]["long-items"].Wait(0.99) > 1.2 * chart["long-items"].Wait(0.99));
        Assert.True(of["cooldownPeriod 60"]["quiet-day"].Wait(0.5) > chart["quiet-day"].Wait(0.5));
        Assert.True(of["cooldownPeriod 900"]["quiet-day"].GpuHours > 1.1 * chart["quiet-day"].GpuHours);
        Assert.True(of["scaleDown window 0"]["bursts"].GpuHours < 0.9 * chart["bursts"].GpuHours);
        Assert.True(of["scaleDown window 0"]["long-items"].Wait(0.99) > 1.2 * chart["long-items"].Wait(0.99));
        Assert.True(of["Worker__Grace 20 s"]["long-items"].WastedShare > 0.01);
    }

    private static string Cell(ReplayResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.GpuHours:0.0} h; {result.Wait(0.5).TotalMinutes:0.0} / {result.Wait(0.99).TotalMinutes:0.0} min; {result.WastedShare:0.0%}");
}
