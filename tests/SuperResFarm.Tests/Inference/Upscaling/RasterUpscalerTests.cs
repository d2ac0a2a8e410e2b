using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Imaging.Quality;

namespace SuperResFarm.Tests.Inference.Upscaling;

public sealed class RasterUpscalerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly WarmNetworks _networks = new(new ModelLibrary([]), new LanePool(new CpuProvider(), 2));

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task Run_AnImage_GivesThePixelsOfTheFile(int channels, bool searches)
    {
        using var files = new TestPipeline();
        var source = Rasters.Waves(90, 70, channels);
        File.WriteAllBytes(files["source.png"], RasterPng.Write(source));
        var settings = new UpscaleSettings { Model = "lanczos", OutScale = 3, TileCore = 40 };
        var result = await new RasterUpscaler(Planner(), searches).RunAsync(source, settings, CancellationToken.None);

        var file = await files.EnlargeAsync(files["source.png"], settings);
        Assert.Equal((new PixelSize(270, 210), source.Format, 3), (result.Image.Size, result.Image.Format, result.Plan.Tiles.Scale));
        Assert.Equal(file.Samples, result.Image.Samples);
        Assert.True(result.Plan.Tiles.Grid.Count > 1);
        Assert.True(result.Wall > TimeSpan.Zero && result.Processor > TimeSpan.Zero);
    }

    [Fact]
    public async Task Run_Stopped_Stops()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new RasterUpscaler(Planner(), false).RunAsync(Rasters.Waves(64, 64), new UpscaleSettings { Model = "bicubic" }, stop.Token));
    }

    [Fact]
    public async Task Run_Alpha_IsRefused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
        new RasterUpscaler(Planner(), false).RunAsync(Rasters.Waves(8, 8, 4), new UpscaleSettings { Model = "bicubic" }, CancellationToken.None));

    [Fact]
    public async Task Run_UnknownModel_SaysSo() => Assert.Equal(
        FailureCode.ModelUnknown,
        (await Assert.ThrowsAsync<FarmException>(() =>
            new RasterUpscaler(Planner(), false).RunAsync(Rasters.Waves(8, 8), new UpscaleSettings { Model = "nobody" }, CancellationToken.None))).Code);

    public void Dispose()
    {
        _networks.Dispose();
        _folder.Dispose();
    }

    private ItemPlanner Planner() => new(_networks, new HaloBook(_folder["halos.json"]), new TilePlanner(200_000_000));
}
