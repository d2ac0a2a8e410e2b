using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Upscaling;

public sealed class ItemPipelineTests : IDisposable
{
    private static readonly UpscaleSettings _bicubic = new() { Model = "bicubic" };

    private readonly TestPipeline _pipeline = new();

    public void Dispose() => _pipeline.Dispose();

    [Theory]
    [InlineData(1, SampleDepth.Eight)]
    [InlineData(2, SampleDepth.Eight)]
    [InlineData(3, SampleDepth.Sixteen)]
    [InlineData(4, SampleDepth.Sixteen)]
    public async Task Run_AnyPixelFormat_KeepsIt(int channels, SampleDepth depth)
    {
        var source = Write(Picture.Pattern(70, 50, new PixelFormat(channels, depth)));
        var result = await _pipeline.EnlargeAsync(source, _bicubic);
        Assert.Equal((new PixelSize(280, 200), new PixelFormat(channels, depth)), (result.Size, result.Format));
    }

    [Fact]
    public async Task Run_Dark16BitImage_StaysDarkAndFine()
    {
        var dark = Picture.Pattern(40, 30, new PixelFormat(1, SampleDepth.Sixteen));
        for (var y = 0; y < 30; y++)
            for (var x = 0; x < 40; x++)
                dark.Set(x, y, 0, 100 + 3 * x);

        var result = await _pipeline.EnlargeAsync(Write(dark), _bicubic);

        Assert.Equal(SampleDepth.Sixteen, result.Format.Depth);
        var row = Enumerable.Range(8, 144).Select(x => result.At(x, 60, 0)).ToList();
        Assert.InRange(row.Distinct().Count(), 100, 144);
        Assert.All(row, value => Assert.InRange(value, 95, 225));
    }

    // A red disc on garbage that nobody may ever see: green on one side, blue on the other, black above.
    [DataTheory]
    [InlineData(AlphaUpsampler.Model)]
    [InlineData(AlphaUpsampler.Bicubic)]
    public async Task Run_HiddenColours_LeaveNoFringe(AlphaUpsampler alpha)
    {
        var disc = Picture.Pattern(64, 64, new PixelFormat(4, SampleDepth.Eight));
        for (var y = 0; y < 64; y++)
            for (var x = 0; x < 64; x++)
                Paint(disc, x, y);

        var result = await _pipeline.EnlargeAsync(Write(disc), new UpscaleSettings { Model = TestData.PathOf("weights/realesr-animevideov3.pth"), Alpha = alpha });

        var seen = from y in Enumerable.Range(0, 256) from x in Enumerable.Range(0, 256) where result.At(x, y, 3) > 8 select (R: result.At(x, y, 0), G: result.At(x, y, 1), B: result.At(x, y, 2));
        Assert.All(seen, pixel => Assert.True(pixel is { R: > 185, G: < 30, B: < 30 }, $"{pixel} is not red"));
        Assert.Equal((255, 0), (result.At(128, 128, 3), result.At(4, 4, 3)));

        static void Paint(Picture picture, int x, int y)
        {
            var distance = Math.Sqrt((x - 31.5) * (x - 31.5) + (y - 31.5) * (y - 31.5));
            var opacity = Math.Clamp(20.5 - distance, 0, 1);
            int[] colour = opacity > 0 ? [200, 0, 0] : y < 20 ? [0, 0, 0] : x < 32 ? [0, 255, 0] : [0, 0, 255];
            for (var c = 0; c < 3; c++)
                picture.Set(x, y, c, colour[c]);
            picture.Set(x, y, 3, (int)(255 * opacity));
        }
    }

    [Theory]
    [InlineData(2.5, 100, 75)]
    [InlineData(0.5, 20, 15)]
    [InlineData(3.0, 120, 90)]
    [InlineData(10.0, 400, 300)]
    public async Task Run_AnyFactor_GivesThatSize(double factor, int width, int height)
    {
        var result = await _pipeline.EnlargeAsync(Write(Picture.Pattern(40, 30, new PixelFormat(3, SampleDepth.Eight))), _bicubic with { OutScale = factor });
        Assert.Equal(new PixelSize(width, height), result.Size);
    }

    [Fact]
    public async Task Run_ExactSize_GivesItAndWarnsOfTheAspect()
    {
        var source = Write(Picture.Pattern(40, 30, new PixelFormat(3, SampleDepth.Eight)));
        var report = await _pipeline.RunAsync(source, "result.png", _bicubic with { OutSize = new PixelSize(99, 33) });
        Assert.Equal(new PixelSize(99, 33), Picture.Read(_pipeline["result.png"]).Size);
        Assert.Contains(report.Plan.Warnings, warning => warning.Contains("aspect", StringComparison.Ordinal));
    }

    [DataTheory]
    [InlineData("bad_crc.png", FailureCode.SourceCorrupt)]
    [InlineData("truncated.jpg", FailureCode.SourceCorrupt)]
    [InlineData("bomb_real.png", FailureCode.SourceTooLarge)]
    public async Task Run_BadSource_FailsAndLeavesNothing(string file, FailureCode code) =>
        Assert.Equal(code, (await _pipeline.FailAsync(TestData.PathOf("hostile/" + file), _bicubic)).Code);

    [DataFact]
    public async Task Run_ModelByPath_WritesItsNameAndNotThePath()
    {
        var source = Write(Picture.Pattern(20, 10, new PixelFormat(3, SampleDepth.Eight)));
        await _pipeline.RunAsync(source, "result.png", new UpscaleSettings { Model = TestData.PathOf("parity/srvgg_x4.pth") });
        using var result = ImageSource.Open(_pipeline["result.png"], new ImageLimits());
        Assert.StartsWith("SuperResFarm srvgg_x4 x4 ", result.Metadata.ExifFields["exif-ifd0-Software"], StringComparison.Ordinal);
    }

    // Without context around a tile, alpha would not see its neighbours across a seam.
    [Fact]
    public async Task Run_NoHalo_AlphaIsThatOfTheWholeImage()
    {
        var source = Write(Picture.Pattern(150, 90, new PixelFormat(4, SampleDepth.Eight)));
        var whole = await _pipeline.EnlargeAsync(source, _bicubic with { TileCore = 1000 });
        var tiled = await _pipeline.EnlargeAsync(source, _bicubic with { TileCore = 32, Halo = new HaloChoice(HaloKind.Pixels) });
        Assert.Equal(whole.Samples, tiled.Samples);
    }

    [Fact]
    public async Task Run_ResultBeyondTheLimit_IsRefusedBeforeWork()
    {
        var source = Write(Picture.Pattern(40, 30, new PixelFormat(3, SampleDepth.Eight)));
        var fault = await _pipeline.FailAsync(source, _bicubic with { Limits = new ImageLimits { MaxPixelsOut = 19_199 } });
        Assert.Equal(FailureCode.OutputTooLarge, fault.Code);
    }

    [Fact]
    public async Task Run_TimeLimit_EndsTheImageAndSaysSo()
    {
        var source = Write(Picture.Pattern(400, 300, new PixelFormat(3, SampleDepth.Eight)));
        var fault = await _pipeline.FailAsync(source, _bicubic with { TimeLimit = TimeSpan.FromTicks(1) });
        Assert.Equal(FailureCode.TimedOut, fault.Code);
    }

    [Fact]
    public async Task Run_Cancelled_LeavesNothing()
    {
        var source = Write(Picture.Pattern(300, 300, new PixelFormat(3, SampleDepth.Eight)));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _pipeline.RunAsync(source, "result.png", _bicubic with { TileCore = 32 }, new AtFirstTile(stop), ct: stop.Token));
        Assert.Equal(["source.png"], Directory.GetFiles(Path.GetDirectoryName(source)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Run_ExistingResult_IsReplacedOnlyByAWholeOne()
    {
        var source = Write(Picture.Pattern(40, 30, new PixelFormat(3, SampleDepth.Eight)));
        File.WriteAllText(_pipeline["result.png"], "old");
        await Assert.ThrowsAsync<FarmException>(() => _pipeline.RunAsync(source, "result.png", _bicubic with { TimeLimit = TimeSpan.FromTicks(1) }));
        Assert.Equal("old", File.ReadAllText(_pipeline["result.png"]));

        var report = await _pipeline.RunAsync(source, "result.png", _bicubic);
        Assert.Equal(new FileInfo(_pipeline["result.png"]).Length, report.OutputBytes);
    }

    private string Write(Picture picture)
    {
        var path = _pipeline["source.png"];
        picture.Write(path, new EncodeSettings { Format = ImageFormat.Png });
        return path;
    }

    private sealed class AtFirstTile(CancellationTokenSource stop) : IProgress<UpscaleProgress>
    {
        public void Report(UpscaleProgress value) => stop.Cancel();
    }
}
