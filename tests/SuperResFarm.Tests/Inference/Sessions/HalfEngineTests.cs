using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Inference.Sessions;

public class HalfEngineTests
{
    [Fact]
    public async Task Run_TileThatOverflowsInHalf_IsDoneAgainInSingle()
    {
        var network = Overflowing();
        var singles = 0;
        using var engine = new HalfEngine(Load(network.ToHalf().Half!), () =>
        {
            singles++;
            return Load(network);
        });

        Assert.All(await AnswerAsync(engine, Dark), sample => Assert.InRange(sample, Dark - 1, Dark + 1));
        Assert.Equal(0, singles);
        Assert.All(await AnswerAsync(engine, Bright), sample => Assert.Equal(Bright, sample));
        Assert.Equal(1, singles);
    }

    [Fact]
    public async Task Run_OverflowWithoutASingle_IsRefused()
    {
        using var engine = new HalfEngine(Load(Overflowing().ToHalf().Half!), null);
        var fault = await Assert.ThrowsAsync<FarmException>(() => AnswerAsync(engine, Bright));
        Assert.Equal((FailureCode.EngineFailed, Disposition.Reject), (fault.Code, fault.Next));
    }

    [DataFact]
    public async Task Run_RealNetworkInHalf_IsTheSameWithinALevel()
    {
        var network = RealNetworks.Open("realesr-animevideov3");
        var half = network.Network.ToHalf().Half!;
        Assert.Equal(Precision.Half, half.Card.Precision);
        using var engine = new HalfEngine(Load(half), null);
        var (samples, _) = RealNetworks.Crop("inputs/real-esrgan/OST_009.png", new PixelSize(64, 64));
        using var slot = new TileSlot(new TileShape(64, 64), engine);
        samples.CopyTo(slot.Input);
        await engine.RunAsync(slot, CancellationToken.None);
        var answer = slot.Output.ToArray();
        await network.EngineFor(SampleDepth.Eight).RunAsync(slot, CancellationToken.None);
        Assert.InRange(answer.Zip(slot.Output.ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, 2);
    }

    private const byte Dark = 10, Bright = 200;

    // Blows bright values up beyond what 16 bits hold (65504), and shrinks them again.
    private static Network Overflowing()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        var large = graph.Node("Mul", [graph.Node("Mul", [x, graph.Float("up", 500)]), graph.Float("up", 500)]);
        // The processor computes in 32 bits; only between operations that merely move values do they stay in 16.
        var twice = graph.Node("Concat", [large, large], NodeAttributes.Int("axis", 1));
        large = graph.Node("Slice", [twice, graph.Longs("from", 0), graph.Longs("to", 3), graph.Longs("axis", 1)]);
        graph.Output(graph.Node("Mul", [graph.Node("Mul", [large, graph.Float("down", 0.002f)]), graph.Float("down", 0.002f)]), DataType.Float, "n", 3, "h", "w");
        return ForeignOnnx.Read(graph.ToModel().ToByteArray(), new("test", "00"));
    }

    private static OnnxEngine Load(Network network) => OnnxEngine.Load(network, SampleDepth.Eight, new LanePool(new CpuProvider(), 1));

    private static async Task<byte[]> AnswerAsync(HalfEngine engine, byte sample)
    {
        using var slot = new TileSlot(new TileShape(16, 16), engine);
        slot.Input.Fill(sample);
        await engine.RunAsync(slot, CancellationToken.None);
        return slot.Output.ToArray();
    }
}
