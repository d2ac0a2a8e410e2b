using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Tests.Inference.Devices;
using SuperResFarm.Tests.Inference.Upscaling;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Acceptance;

/// <summary>Memory is measured in an arena that all sessions share, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public class AcceptanceRunTests
{
    private static readonly DrillOutcome _recovered = new(DrillEnd.Recovered, Shortages: 1, ShortagesAgain: 0, CeilingEdge: 300);

    [Fact]
    public async Task Run_Processor_DoesEveryStep()
    {
        var run = new AcceptanceRun(SeededNetwork.Build(), new EngineOptions { Provider = "cpu" }, new ScriptedGround(_ => _recovered));
        var told = await RunAsync(run);
        Assert.Equal(
            [("driver", Verdict.Skip), ("provider", Verdict.Pass), .. Steps.OfDevice.Select(step => (step, Verdict.Pass))],
            run.Findings.Select(finding => (finding.Step, finding.Verdict)));
        Assert.True(run is { Complete: true, Accepted: true, Count: 10 });
        Assert.Equal(10, told.Count);
        Assert.NotNull(Assert.Single(run.Plans).Plan.Reason!.Measured);
        Assert.All(run.Findings, finding => Assert.Null(finding.Remedy));
        Assert.True(run.Findings[^1].Figures["megapixelsPerSecond"] > 0);
    }

    [Fact]
    public async Task Run_SeveralDevices_EachHasItsSteps()
    {
        // Of one size: what GPUs are measured with would take a processor minutes.
        var only = SeededNetwork.Build();
        only = only.With(only.Card with { FixedSize = new ImageSize(96, 64) });
        var run = new AcceptanceRun(only, new EngineOptions(), Site(_ => new([new PretendedGpu(), new PretendedGpu()], "a test wants it so", [])));
        await RunAsync(run);
        Assert.Equal(["gpu 0", "gpu 1"], run.Findings.Select(finding => finding.Device).OfType<string>().Distinct());
        Assert.Equal(2 + 2 * Steps.OfDevice.Count, run.Findings.Count);
        Assert.Equal(["driver", "memory", "memory", "out-of-memory", "out-of-memory"], run.Findings.Where(finding => finding.Verdict == Verdict.Skip).Select(finding => finding.Step).Order());
        Assert.True(run.Accepted);
    }

    [Fact]
    public async Task Run_ProviderIsAbsent_SkipsWhatStandsOnIt()
    {
        var run = new AcceptanceRun(
            SeededNetwork.Build(), new EngineOptions { Provider = "cuda" },
            Site(_ => throw FarmException.Rejected(FailureCode.DeviceUnavailable, "CUDA was asked for, but this build has none: build it so.")));
        await RunAsync(run);
        Assert.Equal(2, run.Findings.Count(finding => finding.Verdict == Verdict.Fail));
        Assert.All(run.Findings.Where(finding => finding.Verdict == Verdict.Fail), finding => Assert.NotNull(finding.Remedy));
        Assert.All(run.Findings.Skip(2), finding => Assert.Equal((Verdict.Skip, true), (finding.Verdict, finding.Text.Contains("'provider'", StringComparison.Ordinal))));
        Assert.Equal((10, true, false), (run.Findings.Count, run.Complete, run.Accepted));
    }

    [Fact]
    public async Task Run_ModelThatTheEngineRefuses_SkipsWhatStandsOnIt()
    {
        var bad = SeededNetwork.Build();
        bad = bad.With(bad.Card with { Channels = 1 });   // its graph takes three
        var run = new AcceptanceRun(bad, new EngineOptions { Provider = "cpu" }, new ScriptedGround(_ => _recovered));
        await RunAsync(run);
        Assert.False(run.Accepted);
        Assert.All(run.Findings.Where(finding => finding.Verdict == Verdict.Fail), finding => Assert.NotNull(finding.Remedy));
        Assert.Equal(Verdict.Skip, run.Findings.Single(finding => finding.Step == Steps.Throughput).Verdict);
    }

    [Fact]
    public async Task Run_Stopped_KeepsWhatWasFound()
    {
        using var stop = new CancellationTokenSource();
        var run = new AcceptanceRun(SeededNetwork.Build(), new EngineOptions { Provider = "cpu" }, new ScriptedGround(_ => _recovered));
        await run.RunAsync((_, next) => { if (next.StartsWith(Steps.Calibration, StringComparison.Ordinal)) stop.Cancel(); }, stop.Token);
        Assert.Equal((false, false), (run.Complete, run.Accepted));
        Assert.Equal(Steps.Determinism, run.Findings[^1].Step);
    }

    [Fact]
    public async Task Run_SettingsThatContradictThemselves_AreNoFinding() =>
        await Assert.ThrowsAsync<FarmException>(() => RunAsync(new(SeededNetwork.Build(), new EngineOptions { Provider = "cpu", Gpu = ["0"] }, new ScriptedGround(_ => _recovered))));

    private static AcceptanceSite Site(Func<EngineOptions, ProviderChoice> open) =>
        new() { Open = open, Ground = _ => null, Gpus = new ScriptedProbe(new GpuInventory()), Environment = new CudaEnvironment(null, null) };

    private static async Task<IReadOnlyList<string>> RunAsync(AcceptanceRun run)
    {
        var told = new List<string>();
        await run.RunAsync((_, next) => told.Add(next), CancellationToken.None);
        return told;
    }
}
