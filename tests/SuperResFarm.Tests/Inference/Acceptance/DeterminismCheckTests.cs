using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Acceptance;

/// <summary>What the engines of the whole process count is listened to, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public sealed class DeterminismCheckTests : IDisposable
{
    private readonly WarmNetwork _network = new(SeededNetwork.Build, new LanePool(new CpuProvider(), 2), new());

    public void Dispose() => _network.Dispose();

    [Fact]
    public async Task Run_HonestEngine_RunsEveryLaneTwiceAndABatch()
    {
        var finding = await RunAsync((_, _) => { });
        Assert.Equal((Verdict.Pass, null), (finding.Verdict, finding.Remedy));
        Assert.Equal(4, finding.Figures["runs"]);
        Assert.InRange(finding.Figures["batch"], 1, 4);
    }

    [Fact]
    public async Task Run_OneRunOfManyDiffersByALevel_Fails()
    {
        var finding = await RunAsync((slot, run) => slot.Output[7] ^= (byte)(run == 3 ? 1 : 0));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public async Task Run_BatchMixesUpItsTiles_Fails()
    {
        var finding = await RunAsync((slot, _) =>
        {
            if (slot.Batch > 1)
                slot.Output.Reverse();
        });
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.True(finding.Figures["batchLargestLevels"] > 1);
    }

    [Fact]
    public async Task Run_NetworkTakesOneTileAtATime_PassesAndSaysSo()
    {
        var finding = await RunAsync((slot, _) =>
        {
            if (slot.Batch > 1)
                throw new FarmException(FailureCode.EngineFailed, Disposition.Retry, "Got invalid dimensions.");
        });
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("one tile at a time", finding.Text, StringComparison.Ordinal);
    }

    private Task<Finding> RunAsync(Action<TileSlot, int> lie) =>
        DeterminismCheck.RunAsync(new LyingEngine(_network.EngineFor(SampleDepth.Eight), lie), _network.Card, Precision.Single, CancellationToken.None);
}
