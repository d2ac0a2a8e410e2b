using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Tests.Inference.Upscaling;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Acceptance;

/// <summary>What the engines of the whole process count is listened to, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public sealed class ParityCheckTests : IDisposable
{
    private readonly WarmNetwork _network = new(SeededNetwork.Build, new LanePool(new CpuProvider(), 1), new());

    public void Dispose() => _network.Dispose();

    [Fact]
    public async Task Run_HonestEngine_Passes()
    {
        var finding = await RunAsync((_, _) => { });
        Assert.Equal((Verdict.Pass, null), (finding.Verdict, finding.Remedy));
        Assert.InRange(finding.Figures["largestLevels"], 0, 1);
    }

    [Fact]
    public async Task Run_PixelsShiftedByOne_Fails()
    {
        var finding = await RunAsync((slot, _) => slot.Output[..^3].ToArray().CopyTo(slot.Output[3..]));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.NotNull(finding.Remedy);
        Assert.InRange(finding.Figures["psnrDecibels"], 10, 44);
    }

    [Fact]
    public async Task Run_OneSampleFarOff_FailsInSinglePrecisionOnly()
    {
        static void Lie(TileSlot slot, int run) => slot.Output[1000] = (byte)(slot.Output[1000] < 128 ? slot.Output[1000] + 3 : slot.Output[1000] - 3);

        Assert.Equal(Verdict.Fail, (await RunAsync(Lie)).Verdict);
        Assert.Equal(Verdict.Pass, (await RunAsync(Lie, Precision.Half)).Verdict);
    }

    [Fact]
    public async Task Run_ChannelsExchanged_FailsInHalfPrecisionToo() =>
        Assert.Equal(Verdict.Fail, (await RunAsync((slot, _) => slot.Output.Reverse(), Precision.Half)).Verdict);

    [Fact]
    public void Judge_AnotherSize_Fails() => Assert.Equal(Verdict.Fail, ParityCheck.Judge([1, 2, 3], [1, 2], "a tile", Precision.Single).Verdict);

    [Fact]
    public async Task Run_NetworkOfOneSize_IsComparedInThat()
    {
        var only = SeededNetwork.Build();
        only = only.With(only.Card with { FixedSize = new ImageSize(40, 24) });
        using var network = new WarmNetwork(() => only, new LanePool(new CpuProvider(), 1), new());
        var finding = await ParityCheck.RunAsync(network.EngineFor(SampleDepth.Eight), only, Precision.Single, CancellationToken.None);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("a tile of 40x24", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quick_OtherDevices_AreCompared()
    {
        Assert.Equal(Verdict.Pass, (await ParityCheck.QuickAsync(new PretendedGpu(), CancellationToken.None)).Verdict);
        var half = await ParityCheck.QuickAsync(new CpuProvider(precision: Precision.Half), CancellationToken.None);
        Assert.Equal(Verdict.Pass, half.Verdict);
        Assert.Contains("allowed 45 dB", half.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Stopped_Ends()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ParityCheck.QuickAsync(new CpuProvider(), stop.Token));
    }

    private Task<Finding> RunAsync(Action<TileSlot, int> lie, Precision precision = Precision.Single) =>
        ParityCheck.RunAsync(new LyingEngine(_network.EngineFor(SampleDepth.Eight), lie), _network.Network, precision, CancellationToken.None);
}
