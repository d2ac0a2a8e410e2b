using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Inference.Sessions;

public class OnnxEngineTests
{
    [Fact]
    public async Task Load_ScaleNotInTheGraph_IsMeasured()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        var twice = graph.Node("Concat", [x, x], NodeAttributes.Int("axis", 3));
        graph.Output(graph.Node("Concat", [twice, twice], NodeAttributes.Int("axis", 2)), DataType.Float, "n", 3, default, default);
        var network = Read(graph);
        Assert.Null(network.Card.Scale);

        using var engine = OnnxEngine.Load(network, SampleDepth.Eight, new LanePool(new CpuProvider(), 1));

        Assert.Equal(2, engine.Scale);
        using var slot = new TileSlot(new TileShape(5, 4), engine);
        slot.Input.Fill(77);
        await engine.RunAsync(slot, CancellationToken.None);
        Assert.All(slot.Output.ToArray(), sample => Assert.Equal(77, sample));
    }

    [Fact]
    public void Load_AnswerOfNoWholeScale_IsRefused()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        graph.Output(graph.Node("GlobalAveragePool", [x]), DataType.Float, "n", 3, default, default);
        Assert.Equal(FailureCode.ModelInvalid, Assert.Throws<FarmException>(() => OnnxEngine.Load(Read(graph), SampleDepth.Eight, new LanePool(new CpuProvider(), 1))).Code);
    }

    [Fact]
    public void Load_GraphTheEngineRefuses_NamesTheModel()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, 1, 3, 8, 8);
        graph.Output(graph.Node("NoSuchOperator", [x]), DataType.Float, 1, 3, 8, 8);
        var fault = Assert.Throws<FarmException>(() => OnnxEngine.Load(Read(graph), SampleDepth.Eight, new LanePool(new CpuProvider(), 1)));
        Assert.Contains("'test'", fault.Message, StringComparison.Ordinal);
    }

    [DataFact]
    public async Task Run_StoppedInTheMiddle_DoesNotFinishTheTile()
    {
        var engine = RealNetworks.Open("realesr-general-x4v3").EngineFor(SampleDepth.Eight);
        using var stop = new CancellationTokenSource();
        using var slot = new TileSlot(new TileShape(400, 400), engine);
        var run = engine.RunAsync(slot, stop.Token);
        stop.CancelAfter(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        using var small = new TileSlot(new TileShape(8, 8), engine);
        await engine.RunAsync(small, CancellationToken.None);   // the lane is still good
    }

    [Fact]
    public async Task Run_MoreTilesThanLanes_AllAreDone()
    {
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 2));
        var engine = networks.Rent("lanczos", 2).Network.EngineFor(SampleDepth.Sixteen);
        var slots = Enumerable.Range(1, 20).Select(edge => new TileSlot(new TileShape(edge, 21 - edge), engine)).ToList();
        foreach (var slot in slots)
            slot.Input.Fill(0x11);
        await Task.WhenAll(slots.Select(slot => engine.RunAsync(slot, CancellationToken.None)));
        Assert.All(slots, slot => Assert.All(slot.Output.ToArray(), sample => Assert.Equal(0x11, sample)));
        slots.ForEach(slot => slot.Dispose());
    }

    [Fact]
    public void Open_SameModelTwice_LoadsItOnce()
    {
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 1));
        Assert.Same(networks.Rent("bicubic", 2).Network, networks.Rent("bicubic", 2).Network);
        Assert.NotSame(networks.Rent("bicubic", 2).Network, networks.Rent("bicubic", 3).Network);
    }

    private static Network Read(GraphBuilder graph) => ForeignOnnx.Read(graph.ToModel().ToByteArray(), new("test", "00"));
}
