using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference.Sessions;

public class SplittingEngineTests
{
    [Theory]
    [InlineData(100, 60, 10, 1, SampleDepth.Eight)]
    [InlineData(61, 99, 3, 1, SampleDepth.Sixteen)]
    [InlineData(96, 96, 8, 8, SampleDepth.Eight)]
    [InlineData(128, 8, 0, 1, SampleDepth.Eight)]
    public async Task Run_TileThatDoesNotFit_IsDoneInParts(int width, int height, int halo, int multiple, SampleDepth depth)
    {
        var engine = new NearestEngine(3, 3, depth) { BeforeTile = Refuse(40 * 40) };
        using var slot = new TileSlot(new TileShape(width, height), engine);
        new Random(1).NextBytes(slot.Input);

        await new SplittingEngine(engine, halo, multiple, new TileCeiling()).RunAsync(slot, CancellationToken.None);

        var answer = slot.Output.ToArray();
        await new NearestEngine(3, 3, depth).RunAsync(slot, CancellationToken.None);
        Assert.Equal(slot.Output.ToArray(), answer);
    }

    [Fact]
    public async Task Run_NextTile_IsNotTriedWholeAgain()
    {
        var refused = 0;
        var engine = new NearestEngine(2, 1, SampleDepth.Eight) { BeforeTile = shape => Refuse(50 * 50, () => refused++)(shape) };
        var splitting = new SplittingEngine(engine, 4, 1, new TileCeiling());
        using var slot = new TileSlot(new TileShape(96, 96), engine);
        await splitting.RunAsync(slot, CancellationToken.None);
        Assert.Equal(1, refused);
        await splitting.RunAsync(slot, CancellationToken.None);
        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task Run_NothingFits_SaysSo()
    {
        var engine = new NearestEngine(2, 1, SampleDepth.Eight) { BeforeTile = Refuse(0) };
        using var slot = new TileSlot(new TileShape(96, 96), engine);
        var fault = await Assert.ThrowsAsync<FarmException>(() => new SplittingEngine(engine, 10, 1, new TileCeiling()).RunAsync(slot, CancellationToken.None));
        Assert.Equal(FailureCode.OutOfMemory, fault.Code);
    }

    [Fact]
    public async Task Run_OtherFaults_AreNotRetried()
    {
        var engine = new NearestEngine(2, 1, SampleDepth.Eight)
        {
            BeforeTile = _ => throw new FarmException(FailureCode.EngineFailed, Disposition.Retry, "no"),
        };
        using var slot = new TileSlot(new TileShape(96, 96), engine);
        var fault = await Assert.ThrowsAsync<FarmException>(() => new SplittingEngine(engine, 10, 1, new TileCeiling()).RunAsync(slot, CancellationToken.None));
        Assert.Equal(FailureCode.EngineFailed, fault.Code);
        Assert.Equal(1, engine.Runs);
    }

    [DataTheory]
    [InlineData("realesr-animevideov3", 18)]
    [InlineData("realesr-general-x4v3", 34)]
    public async Task Run_RealNetworkWithItsReach_GivesTheWholeTilesAnswer(string model, int reach)
    {
        var network = RealNetworks.Open(model);
        var engine = network.EngineFor(SampleDepth.Eight);
        using var slot = new TileSlot(new TileShape(192, 160), engine);
        var (samples, _) = RealNetworks.Crop("inputs/real-esrgan/OST_009.png", new PixelSize(192, 160));
        samples.CopyTo(slot.Input);
        await engine.RunAsync(slot, CancellationToken.None);
        var whole = slot.Output.ToArray();

        var ceiling = new TileCeiling();
        ceiling.Lower(slot.Shape);
        slot.Output.Clear();
        await new SplittingEngine(engine, reach, 1, ceiling).RunAsync(slot, CancellationToken.None);

        Assert.Equal(0, whole.Zip(slot.Output.ToArray(), (a, b) => Math.Abs(a - b)).Max());
    }

    private static Action<TileShape> Refuse(int pixels, Action? then = null) => shape =>
    {
        if (shape.Pixels <= pixels)
            return;
        then?.Invoke();
        throw new FarmException(FailureCode.OutOfMemory, Disposition.Retry, "too large");
    };
}
