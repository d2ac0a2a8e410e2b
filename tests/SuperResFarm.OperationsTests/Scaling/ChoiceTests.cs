using System.Globalization;
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

    private static readonly ScalingRules _chart = ChartRules.Load();
    private static readonly string[] _traces = ["quiet-day", "bursts", "long-items"];

    private static readonly IReadOnlyList<(string Name, ScalingRules Rules)> _choices =
    [
        ("the chart", _chart),
        ("half the target", _chart with { Target = _chart.Target / 2 }),
        ("twice the target", _chart with { Target = _chart.Target * 2 }),
        ("pollingInterval 5", _chart with { PollingInterval = TimeSpan.FromSeconds(5) }),
        ("pollingInterval 60", _chart with { PollingInterval = TimeSpan.FromSeconds(60) }),
        ("cooldownPeriod 60", _chart with { Cooldown = TimeSpan.FromSeconds(60) }),
        ("cooldownPeriod 900", _chart with { Cooldown = TimeSpan.FromSeconds(900) }),
        ("minReplicaCount 1", _chart with { MinReplicas = 1 }),
        ("scaleDown window 0", _chart with { Down = _chart.Down with { Window = TimeSpan.Zero } }),
        ("scaleDown window 600", _chart with { Down = _chart.Down with { Window = TimeSpan.FromSeconds(600) } }),
        ("scaleDown one pod in 5 min", _chart with { Down = _chart.Down with { Policies = [new(false, 1, TimeSpan.FromSeconds(300))] } }),
        ("scaleUp one pod a minute", _chart with { Up = _chart.Up with { Policies = [new(false, 1, TimeSpan.FromSeconds(60))] } }),
        ("Worker__Grace 20 s", _chart with { Worker = _chart.Worker with { Grace = TimeSpan.FromSeconds(20) } }),
        ("Worker__Grace 5 min", _chart with { Worker = _chart.Worker with { Grace = TimeSpan.FromMinutes(5) } }),
    ];

    [Fact]
    public void Choices_EachChanged_MovesCostsOrWaits()
    {
        var results = _choices.Select(choice => (choice.Name, Of: _traces.ToDictionary(trace => trace, trace => Replay.Scaled(Trace.Read(trace), choice.Rules)))).ToList();
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
        Assert.True(of["scaleDown window 600"]["bursts"].GpuHours > 1.1 * chart["bursts"].GpuHours);
        Assert.True(of["Worker__Grace 20 s"]["long-items"].WastedShare > 0.01);
    }

    private static string Cell(ReplayResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.GpuHours:0.0} h; {result.Wait(0.5).TotalMinutes:0.0} / {result.Wait(0.99).TotalMinutes:0.0} min; {result.WastedShare:0.0%}");
}
