using SuperResFarm.Cli.Benching;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Tests.Models;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Cli.Benching;

/// <summary>Memory is measured in an arena that all sessions share, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public class BenchSeriesTests
{
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(0.05);

    private static Network Bicubic => Resampling.Build("bicubic", 4);

    [Theory]
    [InlineData(PrecisionChoice.Auto, Precision.Single)]
    [InlineData(PrecisionChoice.Single, Precision.Single)]
    [InlineData(PrecisionChoice.Half, Precision.Half)]
    public async Task Measure_EachPrecision_HasAllShares(PrecisionChoice choice, Precision precision)
    {
        var row = await MeasureAsync(Bicubic, choice, 64);
        Assert.Equal((BenchState.Measured, null, precision), (row.State, row.Reason, row.Precision));
        Assert.InRange(row.ShareOfPeak!.Value, 1e-9, 10);
        Assert.Equal(row.Figures!.MegapixelsPerSecond * 60 * 60 / (64 * 64), row.UsefulMegapixelsPerSecond!.Value, 6);
    }

    [Fact]
    public async Task Measure_NoHalfForm_SaysWhy()
    {
        var row = await MeasureAsync(Overflowing(), PrecisionChoice.Half, 64);
        Assert.Equal((BenchState.LeftOut, Precision.Half, null), (row.State, row.Precision, row.Figures));
        Assert.Contains("kept in 32-bit floats", row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_NoSingleForm_SaysWhy()
    {
        var row = await MeasureAsync(Bicubic.ToHalf().Half!, PrecisionChoice.Single, 64);
        Assert.Equal(BenchState.LeftOut, row.State);
        Assert.Contains("16-bit", row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_TooSlow_IsLeftOutAndSaysWhatWouldDo()
    {
        var row = await MeasureAsync(Bicubic, PrecisionChoice.Auto, 8192);
        Assert.Equal(BenchState.LeftOut, row.State);
        Assert.Matches(@"would take about \d+ s; --time \d+", row.Reason);
    }

    [Fact]
    public async Task Measure_DeviceFailedBefore_TriesNothing()
    {
        var device = Device(PrecisionChoice.Auto);
        device.Fault = "gone";
        Assert.Equal((BenchState.LeftOut, "gone"), await StateAsync(new(device, new(Bicubic, 2, null), _short), 64));
    }

    [Fact]
    public async Task Measure_NetworkThatTheEngineRefuses_IsAFailedRow()
    {
        var graph = new GraphBuilder("g");
        graph.Output(graph.Node("Nonsense", [graph.Input("x", DataType.Float, "n", 3, "h", "w")]), DataType.Float, "n", 3, "h", "w");
        var row = await MeasureAsync(new(Bicubic.Card with { Name = "nonsense" }, graph.ToModel()), PrecisionChoice.Auto, 64);
        Assert.Equal((BenchState.Failed, null), (row.State, row.Figures));
        Assert.Contains("refuses model 'nonsense'", row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public Task Measure_LargerThanWhatDidNotFit_IsNotTried() => OwnProcess.RunAsync(MeasureCapped);

    [Fact]
    public void Share_Peak_IsOneAtThePeak()
    {
        var figures = new BenchFigures(new(4, 4, 4), 3, 30);
        Assert.Equal(0.5, BenchRow.Share(2e6, figures, 1e12)!.Value, 12);   // a quarter of a megapixel for each second, two million operations a pixel
        Assert.Equal(1, BenchRow.Share(2e6, figures, 0.5e12)!.Value, 12);
        Assert.Null(BenchRow.Share(null, figures, 1));
        Assert.Null(BenchRow.Share(1, null, 1));
        Assert.Null(BenchRow.Share(1, figures, null));
    }

    [Theory]
    [InlineData(1, 16, 128, 128, 0.5625)]
    [InlineData(8, 13, 128, 128, 0.5625)]
    [InlineData(8, 64, 120, 120, 0)]
    public void UsefulShare_Halo_IsTakenFromEachSide(int multiple, int halo, int edge, int shape, double share)
    {
        var model = new BenchModel(Bicubic.With(Bicubic.Card with { SizeMultiple = multiple }), halo, null);
        Assert.Equal(new TileShape(shape, shape), model.ShapeOf(edge));
        Assert.Equal(share, model.UsefulShareOf(model.ShapeOf(edge)));
        Assert.Null((model with { Halo = null }).UsefulShareOf(model.ShapeOf(edge)));
    }

    [Fact]
    public void ShapeOf_FixedSize_IsThat()
    {
        var model = new BenchModel(Bicubic.With(Bicubic.Card with { FixedSize = new ImageSize(96, 64) }), 2, null);
        Assert.Equal(new TileShape(96, 64), model.ShapeOf(128));
    }

    private static void MeasureCapped()
    {
        // A network that needs much memory and hardly any time: how fast the machine is must not decide.
        var model = new BenchModel(new ModelLibrary([]).Open("bicubic", 4), 2, null);
        var series = new BenchSeries(new(new CpuProvider(arenaMegabytes: 64), 0, PrecisionChoice.Auto), model, TimeSpan.FromSeconds(10));
        Assert.Equal((BenchState.OutOfMemory, "does not fit into the device's memory"), StateAsync(series, 640).GetAwaiter().GetResult());
        Assert.Equal((BenchState.LeftOut, "larger than what did not fit"), StateAsync(series, 641).GetAwaiter().GetResult());
    }

    private static async Task<(BenchState, string?)> StateAsync(BenchSeries series, int edge) =>
        await series.MeasureAsync(new(new TileShape(edge, edge), 1, 1), CancellationToken.None) is var row ? (row.State, row.Reason) : default;

    private static Task<BenchRow> MeasureAsync(Network network, PrecisionChoice choice, int edge) =>
        new BenchSeries(Device(choice), new(network, 2, NetworkWork.FlopsPerPixel(network)), _short).MeasureAsync(new(new TileShape(edge, edge), 1, 1), CancellationToken.None);

    private static BenchDevice Device(PrecisionChoice choice) =>
        new(new CpuProvider(precision: choice == PrecisionChoice.Half ? Precision.Half : Precision.Single), 0, choice);

    // Beyond 65504, the largest number of 16 bits, and back.
    private static Network Overflowing()
    {
        var graph = new GraphBuilder("g");
        var value = graph.Node("Mul", [graph.Input("x", DataType.Float, "n", 3, "h", "w"), graph.Float("up", 1e6f)]);
        graph.Output(graph.Node("Mul", [value, graph.Float("down", 1e-6f)]), DataType.Float, "n", 3, "h", "w");
        return new(Bicubic.Card with { Name = "loud", Scale = 1 }, graph.ToModel());
    }
}
