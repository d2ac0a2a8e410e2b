using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Inference.Acceptance;

public class DrillCheckTests
{
    private static readonly Footprint _line = new(0, 1000);
    private static readonly DrillOrder _order = DrillOrder.For(SeededNetwork.Build().Card, _line, halo: 7);
    private static readonly DrillOutcome _good = new(DrillEnd.Recovered, Shortages: 1, ShortagesAgain: 0, CeilingEdge: 332, new(1, 0.1));

    [Theory]
    [InlineData(40, 110)]     // as calibration foretells
    [InlineData(15, 25)]      // needs far less
    [InlineData(130, 180)]    // needs far more
    public async Task Run_NeedsThatDiffer_FindsALimitBetweenPartAndWhole(int partMegabytes, int wholeMegabytes)
    {
        var ground = new ScriptedGround(limit => limit >= wholeMegabytes * 1_000_000L ? new(DrillEnd.Fitted) : limit < partMegabytes * 1_000_000L ? new(DrillEnd.TooTight) : _good);
        var finding = await RunAsync(ground);
        Assert.Equal((Verdict.Pass, null), (finding.Verdict, finding.Remedy));
        Assert.InRange(finding.Figures["limitBytes"], partMegabytes * 1e6, wholeMegabytes * 1e6);
    }

    [Theory, InlineData(DrillEnd.Fitted), InlineData(DrillEnd.TooTight)]
    public async Task Run_NoLimitDoes_FailsAfterAFewTries(DrillEnd end)
    {
        var ground = new ScriptedGround(_ => new(end));
        var finding = await RunAsync(ground);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.NotNull(finding.Remedy);
        Assert.InRange(ground.Runs, 2, 6);
    }

    [Fact]
    public async Task Run_CapTooSmallEvenAtItsLargest_IsTriedOnce()
    {
        var ground = new ScriptedGround(_ => new(DrillEnd.TooTight)) { MostBytes = 20_000_000 };
        Assert.Equal(Verdict.Fail, (await RunAsync(ground)).Verdict);
        Assert.Equal(1, ground.Runs);
    }

    [Fact]
    public void Judge_WhatMustNotBe_Fails()
    {
        Assert.Equal(Verdict.Pass, Judge(_good));
        Assert.Equal(Verdict.Fail, Judge(_good with { Difference = new(2, 0.01) }));
        Assert.Equal(Verdict.Fail, Judge(_good with { CeilingEdge = null }));
        Assert.Equal(Verdict.Fail, Judge(_good with { ShortagesAgain = 1 }));
    }

    [Theory]
    [InlineData(1000, 7, 1, 332, 340)]      // 110 MB
    [InlineData(1000, 64, 8, 344, 352)]     // whole multiples in each half
    [InlineData(10_000, 64, 1, 258, 262)]   // a part keeps a core between its halos
    public void For_Network_IsLargeEnoughAndCanBeHalved(double bytesPerPixel, int halo, int multiple, int least, int most)
    {
        var shape = DrillOrder.For(SeededNetwork.Build().Card with { SizeMultiple = multiple }, new(0, bytesPerPixel), halo).Shape;
        Assert.Equal((shape.Width, 0), (shape.Height, shape.Width % (2 * multiple)));
        Assert.InRange(shape.Width, least, most);
        Assert.True(shape.Width / 2 > 2 * ((halo + multiple - 1) / multiple * multiple));
    }

    [Fact]
    public Task Processor_MemoryEnds_GivesTheSameInPartsAndRemembers() => OwnProcess.RunAsync(RunIntoTheCap);

    [Fact]
    public Task Processor_RoomyCap_LearnsNothing() => OwnProcess.RunAsync(RunWithRoom);

    [Fact]
    public Task Processor_NotEvenPartsFit_SaysSo() => OwnProcess.RunAsync(RunTooTight);

    private static void RunIntoTheCap()
    {
        var outcome = Drill(SeededNetwork.Build(), 64, new(new TileShape(340, 340), 7));
        Assert.Equal((DrillEnd.Recovered, 0, 340), (outcome.End, outcome.ShortagesAgain, outcome.CeilingEdge));
        Assert.InRange(outcome.Shortages, 1, 5);
        Assert.InRange(outcome.Difference.Levels, 0, 1);
    }

    private static void RunWithRoom() => Assert.Equal(new DrillOutcome(DrillEnd.Fitted), Drill(SeededNetwork.Build(), 500, new(new TileShape(340, 340), 7)));

    // Parts of half the edge keep a core of two pixels between their halos and do not fit either.
    private static void RunTooTight() => Assert.Equal(new DrillOutcome(DrillEnd.TooTight), Drill(SeededNetwork.Build(), 64, new(new TileShape(640, 640), 159)));

    private static DrillOutcome Drill(Network network, int megabytes, DrillOrder order) =>
        ProcessorDrill.RunAsync(network, megabytes * 1_000_000L, order, CancellationToken.None).GetAwaiter().GetResult();

    private static Verdict Judge(DrillOutcome outcome) => DrillCheck.Judge(outcome, 64_000_000, _order, Precision.Single).Verdict;

    private static Task<Finding> RunAsync(IDrillGround ground) => DrillCheck.RunAsync(ground, _order, _line, weightBytes: 0, Precision.Single, CancellationToken.None);
}

/// <summary>Ends as it is told to.</summary>
internal sealed class ScriptedGround(Func<long, DrillOutcome> outcome) : IDrillGround
{
    public long LeastBytes { get; init; } = 1;

    public long MostBytes { get; init; } = long.MaxValue;

    public int Runs { get; private set; }

    public Task<DrillOutcome> RunAsync(long limitBytes, DrillOrder order, CancellationToken ct)
    {
        Runs++;
        return Task.FromResult(outcome(limitBytes));
    }
}
