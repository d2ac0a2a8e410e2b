using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Benching;

/// <summary>Memory is measured in an arena that all sessions share, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public class PointBenchTests
{
    private static readonly CpuProvider _provider = new();
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(0.05);

    private static Network Bicubic => Resampling.Build("bicubic", 4);

    [Theory]
    [InlineData(64, 64, 1, 1)]
    [InlineData(48, 32, 4, 1)]
    [InlineData(64, 64, 2, 2)]
    public async Task Measure_AnyPoint_HasAllFigures(int width, int height, int batch, int lanes)
    {
        var figures = await Bench(Bicubic).MeasureAsync(new(new TileShape(width, height), batch, lanes), _short, CancellationToken.None);
        Assert.True(figures.SecondsPerMegapixel is { Low: > 0, Median: > 0, High: > 0 });
        Assert.InRange(figures.Repeats, 1, Stretches.Most);
        Assert.True(figures.Tiles >= batch * lanes);
        Assert.Equal(1 / figures.SecondsPerMegapixel.Median, figures.MegapixelsPerSecond, 6);
        Assert.True(figures is { EngineBytes: > 0, ProcessBytes: > 0, DeviceBytes: null });
    }

    [Fact]
    public async Task Measure_NoTime_StillRunsOneRound()
    {
        var figures = await Bench(Bicubic).MeasureAsync(new(new TileShape(32, 32), 2, 2), TimeSpan.Zero, CancellationToken.None);
        Assert.Equal((1, 4), (figures.Repeats, figures.Tiles));
    }

    [Fact]
    public async Task Measure_SmallAfterLarge_DoesNotCountTheLargeOnesMemory()
    {
        var bench = Bench(Bicubic);
        var (before, large, after) = (await BytesAsync(64), await BytesAsync(512), await BytesAsync(64));
        Assert.True(large > 4 * before, $"{before} {large}");
        Assert.InRange(after, 0.8 * before, 1.2 * before);

        async Task<double> BytesAsync(int edge) =>
            (await bench.MeasureAsync(new(new TileShape(edge, edge), 1, 1), TimeSpan.Zero, CancellationToken.None)).EngineBytes!.Value;
    }

    [Fact]
    public async Task Measure_Stopped_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var measuring = Bench(Bicubic).MeasureAsync(new(new TileShape(64, 64), 1, 2), TimeSpan.FromHours(1), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => measuring);
    }

    [Fact]
    public async Task Scout_FixedSize_HasNoSmallTile()
    {
        Assert.True(await Bench(Bicubic).ScoutAsync(CancellationToken.None) > 0);
        var only = Bicubic.With(Bicubic.Card with { FixedSize = new ImageSize(96, 64) });
        Assert.Null(await Bench(only).ScoutAsync(CancellationToken.None));
    }

    [DataFact]
    public Task Measure_TooLarge_SaysThatItDoesNotFit() => OwnProcess.RunAsync(MeasureCapped);

    [Theory]
    [InlineData(Precision.Single)]
    [InlineData(Precision.Half)]
    public async Task Peak_Processor_IsAFiniteRate(Precision precision)
    {
        var peak = await MatrixPeak.MeasureAsync(_provider, precision, TimeSpan.Zero, CancellationToken.None);
        Assert.InRange(peak.FlopsPerSecond, 1e8, 1e14);
        Assert.Equal(_provider.Device.Places, peak.Lanes);
    }

    // One tile fits, four at once do not: the engine would answer them one by one, at the speed of one by one.
    private static void MeasureCapped()
    {
        var network = new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-animevideov3");
        var bench = new PointBench(network, new CpuProvider(arenaMegabytes: 100), DeviceMemory.OfThisMachine);
        var fits = Measure(bench, 256, 1);
        Assert.True(fits.EngineBytes < 100_000_000);
        Assert.Equal(FailureCode.OutOfMemory, Assert.Throws<FarmException>(() => Measure(bench, 256, 4)).Code);
        Assert.Equal(FailureCode.OutOfMemory, Assert.Throws<FarmException>(() => Measure(bench, 512, 1)).Code);
        Assert.InRange(Measure(bench, 256, 1).EngineBytes!.Value, 0.8 * fits.EngineBytes!.Value, 1.2 * fits.EngineBytes.Value);
    }

    private static BenchFigures Measure(PointBench bench, int edge, int batch) =>
        bench.MeasureAsync(new(new TileShape(edge, edge), batch, 1), TimeSpan.Zero, CancellationToken.None).GetAwaiter().GetResult();

    private static PointBench Bench(Network network) => new(network, _provider, DeviceMemory.OfThisMachine);
}
