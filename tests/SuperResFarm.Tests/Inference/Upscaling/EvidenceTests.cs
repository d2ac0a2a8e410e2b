using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Upscaling;

/// <summary>What a result tells of how it was made and of how well it agrees with its source, through the whole pipeline.</summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly UpscaleSettings _bicubic = new() { Model = "bicubic" };

    private readonly TestPipeline _pipeline = new();

    public void Dispose() => _pipeline.Dispose();

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.Avif)]
    public async Task Run_Twice_GivesEqualBytesWithProvenance(ImageFormat format)
    {
        var source = Write(3, SampleDepth.Eight);
        var settings = _bicubic with { Format = format, Fidelity = FidelityLevel.Evidence };
        await _pipeline.RunAsync(source, "one", settings);
        await _pipeline.RunAsync(source, "two", settings);
        Assert.Equal(File.ReadAllBytes(_pipeline["one"]), File.ReadAllBytes(_pipeline["two"]));
        Assert.Contains("srf:Model=\"bicubic\"", XmpOf("one"), StringComparison.Ordinal);
        Assert.DoesNotContain(_pipeline["x"][..^1], XmpOf("one"), StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, XmpOf("one"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhatOnlyWatches_ChangesNoByte()
    {
        var source = Write(3, SampleDepth.Eight);
        await _pipeline.RunAsync(source, "one", _bicubic);
        var unmeasured = await _pipeline.RunAsync(source, "two", _bicubic with { Consistency = false });
        await _pipeline.RunAsync(source, "three", _bicubic with { DivergenceMap = true, TimeLimit = TimeSpan.FromMinutes(1) });
        Assert.Null(unmeasured.Consistency);
        Assert.All(["two", "three"], name => Assert.Equal(File.ReadAllBytes(_pipeline["one"]), File.ReadAllBytes(_pipeline[name])));
    }

    [Fact]
    public async Task Run_WhatDecides_ChangesTheSettingsHash()
    {
        var source = Write(3, SampleDepth.Eight);
        var hashes = new HashSet<string>();
        foreach (var settings in new[] { _bicubic, _bicubic with { Fidelity = FidelityLevel.Faithful }, _bicubic with { Quality = 80 }, _bicubic with { OutScale = 3 }, _bicubic with { TileCore = 32 } })
        {
            await _pipeline.RunAsync(source, "result.png", settings);
            hashes.Add(XmpOf("result.png").Split("SettingsSHA256=\"")[1][..64]);
        }
        Assert.Equal(5, hashes.Count);
    }

    [Fact]
    public async Task Run_WithoutProvenance_WritesNone()
    {
        var source = Write(3, SampleDepth.Eight);
        await _pipeline.RunAsync(source, "result.png", _bicubic with { Provenance = false });
        using var result = ImageSource.Open(_pipeline["result.png"], new ImageLimits());
        Assert.Null(result.Metadata.Xmp);
    }

    [Theory]
    [InlineData(1, SampleDepth.Eight, "png")]
    [InlineData(2, SampleDepth.Eight, "png")]
    [InlineData(3, SampleDepth.Sixteen, "tif")]
    [InlineData(4, SampleDepth.Sixteen, "png")]
    public async Task Run_AnyPixels_AreMeasuredAsTheResultIs(int channels, SampleDepth depth, string extension)
    {
        var source = Write(channels, depth);
        var settings = _bicubic with { Format = CodecSupport.FromExtension("." + extension), TileCore = 32 };
        var report = await _pipeline.RunAsync(source, "result", settings);
        Assert.Equal(Again(source, _pipeline["result"]), report.Consistency);
        Assert.InRange(report.Consistency!.Psnr, 30, 99);
        // What a file cannot hold or what is made smaller afterwards is no doing of the model: it is measured before.
        var small = await _pipeline.RunAsync(source, "small", settings with { OutScale = 3.5, Quality = 20, Format = ImageFormat.Jpeg });
        Assert.Equal(report.Consistency, small.Consistency);
    }

    [Fact]
    public async Task Run_Map_IsDrawnOrLeftOutWithTheResult()
    {
        var source = Write(3, SampleDepth.Eight);
        await _pipeline.RunAsync(source, "result.png", _bicubic with { DivergenceMap = true }, map: "map.png");
        Assert.Equal((new PixelSize(150, 110), new PixelFormat(1, SampleDepth.Eight)), (Picture.Read(_pipeline["map.png"]).Size, Picture.Read(_pipeline["map.png"]).Format));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _pipeline.RunAsync(source, "other.png", _bicubic with { DivergenceMap = true, TileCore = 32 }, new AtFirstTile(stop), "other-map.png", ct: stop.Token));
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(source)!), path => path.Contains("other", StringComparison.Ordinal) || path.EndsWith(".part", StringComparison.Ordinal));
    }

    [DataTheory]
    [InlineData(FidelityLevel.Evidence, false)]
    [InlineData(FidelityLevel.Faithful, false)]
    [InlineData(FidelityLevel.Balanced, true)]
    [InlineData(FidelityLevel.Perceptual, true)]
    public async Task Run_PerceptualModel_IsMadeWhereTheLevelAllowsIt(FidelityLevel level, bool allowed)
    {
        var source = Write(3, SampleDepth.Eight);
        var settings = new UpscaleSettings { Model = TestData.PathOf("weights/realesr-animevideov3.pth"), Fidelity = level };
        if (!allowed)
        {
            Assert.Contains("counts as perceptual", (await _pipeline.FailAsync(source, settings)).Message, StringComparison.Ordinal);
            return;
        }
        await _pipeline.RunAsync(source, "result.png", settings);
        Assert.Contains("/compositeWithTrainedAlgorithmicMedia\"", XmpOf("result.png"), StringComparison.Ordinal);
    }

    [Theory, InlineData(false, true), InlineData(true, false)]
    public async Task Run_EvidenceWithoutItsProof_IsRefused(bool provenance, bool consistency)
    {
        var fault = await _pipeline.FailAsync(Write(3, SampleDepth.Eight), _bicubic with { Fidelity = FidelityLevel.Evidence, Provenance = provenance, Consistency = consistency });
        Assert.Equal((FailureCode.SettingsInvalid, Disposition.Reject), (fault.Code, fault.Next));
    }

    [Fact]
    public async Task Run_DamagedXmp_IsSaidAndTheImageDone()
    {
        var picture = Picture.Pattern(40, 30, new PixelFormat(3, SampleDepth.Eight));
        picture.Write(_pipeline["source.png"], new EncodeSettings { Format = ImageFormat.Png, Xmp = Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>") });
        var report = await _pipeline.RunAsync(_pipeline["source.png"], "result.png", _bicubic);
        Assert.Contains(report.Plan.Warnings, warning => warning.Contains("XMP was left out", StringComparison.Ordinal));
        Assert.Contains("srf:Model", XmpOf("result.png"), StringComparison.Ordinal);
    }

    private static Consistency Again(string source, string result)
    {
        var (small, wide) = (Picture.Read(source), RasterReader.Read(result, new ImageLimits()).Image);   // the one as networks see it, the other as it is
        var meter = new ConsistencyMeter(small.Size, wide.Size.Width / small.Size.Width, small.Format);
        meter.TakeSource(small.Samples);
        meter.TakeResult(wide.Samples);
        return meter.Figures();
    }

    private string XmpOf(string name)
    {
        using var image = ImageSource.Open(_pipeline[name], new ImageLimits());
        return Encoding.UTF8.GetString(image.Metadata.Xmp ?? []);
    }

    private string Write(int channels, SampleDepth depth)
    {
        var path = _pipeline["source.png"];
        Picture.Pattern(150, 110, new PixelFormat(channels, depth)).Write(path, new EncodeSettings { Format = ImageFormat.Png });
        return path;
    }

    private sealed class AtFirstTile(CancellationTokenSource stop) : IProgress<UpscaleProgress>
    {
        public void Report(UpscaleProgress value) => stop.Cancel();
    }
}
