using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Passes;
using SuperResFarm.Tests.Inference.Devices;
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
    public async Task Run_OneDeviceOfTwoHoldsNoNetwork_TheOtherIsTriedAllTheSame()
    {
        var only = SeededNetwork.Build();
        only = only.With(only.Card with { FixedSize = new ImageSize(96, 64) });
        var run = new AcceptanceRun(only, new EngineOptions(), Site(_ => new([new FullGpu(), new CpuProvider()], "a test wants it so", [])));
        await RunAsync(run);

        Assert.Equal((2 + 2 * Steps.OfDevice.Count, true, false), (run.Findings.Count, run.Complete, run.Accepted));
        Assert.Equal(
            [("memory", Verdict.Skip), ("model", Verdict.Fail), .. Steps.OfDevice.Skip(2).Select(step => (step, Verdict.Skip))],
            run.Findings.Where(finding => finding.Device == "gpu 0").Select(finding => (finding.Step, finding.Verdict)));
        Assert.Contains("does not hold", run.Findings.Single(finding => finding.Verdict == Verdict.Fail).Text, StringComparison.Ordinal);
        Assert.Equal(
            ["out-of-memory"],   // tiles of one size have no parts
            run.Findings.Where(finding => finding.Device == "cpu" && finding.Verdict != Verdict.Pass).Select(finding => finding.Step));
        Assert.Equal("cpu", Assert.Single(run.Plans).Device);
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

    /// <summary>Has room for a trial and not for images.</summary>
    private sealed class FullGpu : IProvider
    {
        private readonly CpuProvider _processor = new();

        public Device Device { get; } = new(DeviceKind.Gpu, "Full GPU", 2, 4_000_000_000);

        public ExecutionTarget Target => _processor.Target;

        public Precision Precision => Precision.Single;

        public string Fingerprint => "full";

        public string Arena => _processor.Arena;

        public bool SharesSessions => false;

        public SessionOptions CreateOptions(SessionUse use) => use == SessionUse.Calibration
            ? _processor.CreateOptions(use)
            : throw new FarmException(FailureCode.OutOfMemory, Disposition.Retry, "The device's memory does not hold the model.");
    }
}
