using SuperResFarm.Contracts.Failures;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Running;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Running;

[Collection("threads of torch")]
public sealed class TrainerTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private static RunSettings Settings { get; } = new()
    {
        Data = [],
        Model = "compact:8,2",
        Scale = 2,
        Steps = 24,
        Batch = 2,
        Patch = 12,
        Warmup = 4,
        Threads = 1,
        LogEvery = 4,
        ValidEvery = 12,
        SaveEvery = 8,
        LastRate = 1e-4,
    };

    [TorchFact]
    public async Task Run_StoppedAndResumed_EndsInTheSameBytes()
    {
        await RunAsync("whole", Settings);
        await RunAsync("parts", Settings, stopAfter: 9);
        await RunAsync("parts", Settings, stopAfter: 17);
        await RunAsync("parts", Settings);
        Assert.Equal(File.ReadAllBytes(State("whole")), File.ReadAllBytes(State("parts")));
    }

    [TorchFact]
    public async Task Run_RealDegradation_ResumesInTheSameBytesToo()
    {
        var settings = Settings with { Degradation = DegradationKind.Real, Steps = 10 };
        await RunAsync("whole", settings);
        await RunAsync("parts", settings, stopAfter: 5);
        await RunAsync("parts", settings);
        Assert.Equal(File.ReadAllBytes(State("whole")), File.ReadAllBytes(State("parts")));
    }

    [TorchFact]
    public async Task Run_LossesOfLooks_ResumesInTheSameBytesToo()
    {
        Learning.PerceptualLossTests.RandomTrunk(_temp["vgg.pth"]);
        using var trunk = File.OpenRead(_temp["vgg.pth"]);
        var settings = Settings with { Steps = 4, Warmup = 1, Perceptual = 0.5, Adversarial = 0.1, Trunk = _temp["vgg.pth"], TrunkSha256 = Contracts.Hashes.FileHash.Sha256(trunk) };
        await RunAsync("whole", settings);
        await RunAsync("parts", settings, stopAfter: 2);
        await RunAsync("parts", settings);
        Assert.Equal(File.ReadAllBytes(State("whole")), File.ReadAllBytes(State("parts")));
        await RunAsync("pixels", Settings with { Steps = 4, Warmup = 1 });
        Assert.NotEqual(Weights("whole"), Weights("pixels"));
        var fault = await Assert.ThrowsAsync<FarmException>(() => RunAsync("wrong", settings with { TrunkSha256 = null }));
        Assert.Contains("--trunk-sha256", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(State("wrong")));

        float[] Weights(string name) => [.. Models.Checkpoints.CheckpointFile.Read(State(name)).Require("now.body.0.weight").Values];
    }

    [TorchFact]
    public async Task Run_SomeHundredSteps_LearnsMoreThanBicubicKnows()
    {
        var valid = Pictures.Folder(_temp["valid"], count: 2);
        var said = await RunAsync("learn", Settings with { Steps = 300, ValidEvery = 1, LogEvery = 300, Rate = 3e-3, Warmup = 20 }, valid: ValidationSet.Read(valid, 2), keepsEvery: 300);
        var psnrs = File.ReadAllLines(Path.Combine(_temp["learn"], RunLog.FileName)).Select(LogRow.Parse).OfType<LogRow>().Select(row => row.Psnr ?? 0).ToList();
        Assert.InRange(psnrs[^1] - psnrs[0], 0.5, 20);
        Assert.Contains("PSNR-Y", said[^1], StringComparison.Ordinal);
    }

    [TorchFact]
    public async Task Run_LossIsNoNumber_StopsAndKeepsTheLastState()
    {
        await RunAsync("run", Settings, stopAfter: 8);
        var kept = File.ReadAllBytes(State("run"));
        var broken = Settings with { Rate = 1 };
        using var state = RunSetup.Begin(broken, torch.CPU);
        state.Load(State("run"));
        using (torch.no_grad())
            state.Network.Weights["body.0.bias"].fill_(float.NaN);
        var trainer = new Trainer(broken, _temp["run"], state, torch.CPU, TimeProvider.System, _ => { });
        var fault = await Assert.ThrowsAsync<FarmException>(() => trainer.RunAsync(Pairs, null, CancellationToken.None));
        Assert.Contains("--rate", fault.Message, StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllBytes(State("run")));
    }

    [TorchFact]
    public async Task Begin_FromWeights_StartsWithThem()
    {
        await RunAsync("first", Settings, stopAfter: 8);
        using var state = RunSetup.Empty(Settings, torch.CPU);
        state.Load(State("first"));
        Training.Exporting.ModelExport.Weights(state, _temp["weights.pth"]);
        using var begun = RunSetup.Begin(Settings with { From = _temp["weights.pth"] }, torch.CPU);
        Assert.All(begun.Network.Weights, entry => Assert.Equal(state.Average.Values[entry.Key].data<float>().ToArray(), entry.Value.data<float>().ToArray()));
        var other = Assert.Throws<FarmException>(() => RunSetup.Begin(Settings with { From = _temp["weights.pth"], Model = "compact:8,3" }, torch.CPU));
        Assert.Equal(FailureCode.ModelInvalid, other.Code);
    }

    [TorchFact]
    public async Task Begin_FromWeightsOfAnotherScale_TakesAllButTheLastLayer()
    {
        await RunAsync("first", Settings, stopAfter: 8);
        using var state = RunSetup.Empty(Settings, torch.CPU);
        state.Load(State("first"));
        Training.Exporting.ModelExport.Weights(state, _temp["weights.pth"]);
        using var begun = RunSetup.Begin(Settings with { From = _temp["weights.pth"], Scale = 3 }, torch.CPU);
        foreach (var (key, weight) in begun.Network.Weights)
            if (key.StartsWith(begun.Network.Shape.LastLayer, StringComparison.Ordinal))
                Assert.All(weight.data<float>().ToArray(), value => Assert.Equal(0, value));
            else
                Assert.Equal(state.Average.Values[key].data<float>().ToArray(), weight.data<float>().ToArray());
        Assert.Equal(27, begun.Network.Weights[$"{begun.Network.Shape.LastLayer}bias"].numel());
    }

    [TorchFact]
    public async Task Bench_AFewSteps_MeasuresBothKinds()
    {
        var bench = await StepBench.RunAsync(Settings, Pairs, torch.CPU, rounds: 1, steps: 2, TimeProvider.System, CancellationToken.None);
        Assert.True(bench is { Fed: > 0, Bare: > 0 } && double.IsFinite(bench.Share));
    }

    private static IReadOnlyList<PicturePair> Pairs { get; } = [.. Enumerable.Range(0, 2).Select(number => PicturePair.Bicubic(Pictures.Leaves(number, 128), 2))];

    private string State(string name) => Path.Combine(_temp[name], TrainingState.FileName);

    private async Task<List<string>> RunAsync(string name, RunSettings settings, int? stopAfter = null, ValidationSet? valid = null, int? keepsEvery = null)
    {
        Directory.CreateDirectory(_temp[name]);
        var said = new List<string>();
        using var stop = new CancellationTokenSource();
        using var state = RunSetup.Begin(settings, torch.CPU);
        if (File.Exists(State(name)))
            state.Load(State(name));
        var every = stopAfter is null ? settings with { SaveEvery = keepsEvery ?? settings.SaveEvery } : settings with { LogEvery = 1 };
        var trainer = new Trainer(every, _temp[name], state, torch.CPU, TimeProvider.System, line =>
        {
            said.Add(line);
            if (state.Step == stopAfter)
                stop.Cancel();
        });
        if (stopAfter is null)
            await trainer.RunAsync(Pairs, valid, stop.Token);
        else
            await Assert.ThrowsAsync<OperationCanceledException>(() => trainer.RunAsync(Pairs, valid, stop.Token));
        return said;
    }
}
