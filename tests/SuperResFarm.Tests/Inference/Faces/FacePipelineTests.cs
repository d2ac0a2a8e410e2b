using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Faces;

/// <summary>The whole way of images with faces, with the real detector and a small restorer of random weights.</summary>
public sealed class FacePipelineTests : IDisposable
{
    private readonly TestPipeline _pipeline = new();

    private static string Photo => TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg");

    private static FaceSettings Faces => new()
    {
        Model = TestData.PathOf("parity/gfpgan_128.pth"),
        Detector = TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"),
        AcceptLicence = true,
    };

    private static UpscaleSettings Plain => new() { Model = "lanczos", OutScale = 2, Format = ImageFormat.Png };

    [DataFact]
    public async Task RunAsync_Faces_AreToldAndChangeNothingElse()
    {
        var plain = await _pipeline.EnlargeAsync(Photo, Plain, "plain.png");
        var report = await _pipeline.RunAsync(Photo, "faces.png", Plain with { Faces = Faces });
        var faces = report.Plan.Faces!;
        Assert.Equal((2, 2, true, 1.0), (faces.Found, faces.Faces.Count, faces.Synthesised, faces.Weight));
        Assert.Contains("StyleGAN2", Assert.Single(faces.AcceptedTerms));
        Assert.All(faces.Faces, face => Assert.True(face is { Score: > 0.97, EyeDistance: > 50, Box: not null }));
        var result = Picture.Read(_pipeline["faces.png"]);
        Assert.InRange(Changed(plain, result, inside: faces.Faces), 0.02, 1);
        Assert.Equal(0, Changed(plain, result, outside: faces.Faces));
    }

    [DataFact]
    public async Task RunAsync_FacesThatWaitForTheirBands_AreCountedWithTheTiles()
    {
        var plain = (await _pipeline.RunAsync(Photo, "plain.png", Plain)).Plan.Tiles;
        var faces = (await _pipeline.RunAsync(Photo, "faces.png", Plain with { Faces = Faces })).Plan.Tiles;
        Assert.Equal((plain.Grid.Shape, plain.FootprintBytes + (2 * 3 * 128 * 128)), (faces.Grid.Shape, faces.FootprintBytes));
    }

    [DataFact]
    public async Task RunAsync_Faces_StandInTheResult()
    {
        var report = await _pipeline.RunAsync(Photo, "faces.png", Plain with { Faces = Faces, OutScale = 1.5 });
        var packet = Xmp("faces.png");
        Assert.Contains("srf:Faces=\"2\"", packet);
        Assert.Contains("srf:FaceModel=\"gfpgan_128\"", packet);
        Assert.Contains($"srf:FaceModelSHA256=\"{report.Plan.Faces!.Model.Sha256}\"", packet);
        Assert.Contains("compositeWithTrainedAlgorithmicMedia", packet);
        var areas = packet.Split("srf:FaceAreas=\"")[1].Split('"')[0].Split(' ');
        Assert.Equal(2, areas.Length);
        Assert.Equal(report.Plan.FaceFacts()!.Faces.Select(face => string.Join(',', face.Area)), areas);
    }

    [DataTheory]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(2.75)]
    public async Task RunAsync_AnyFinalSize_ChangesNothingOutsideTheAreasThatAreTold(double scale)
    {
        var plain = await _pipeline.EnlargeAsync(Photo, Plain with { Model = "bicubic", OutScale = scale }, "plain.png");
        var report = await _pipeline.RunAsync(Photo, "faces.png", Plain with { Model = "bicubic", OutScale = scale, Faces = Faces with { OnlyCentre = true } });
        var result = Picture.Read(_pipeline["faces.png"]);
        var area = Assert.Single(report.Plan.FaceFacts()!.Faces).Area;
        Assert.InRange(area[2] * (double)area[3] / (result.Size.Width * result.Size.Height), 0.1, 0.6);
        for (var y = 0; y < result.Size.Height; y++)
            for (var x = 0; x < result.Size.Width; x++)
                if (x < area[0] || y < area[1] || x >= area[0] + area[2] || y >= area[1] + area[3])
                    Assert.Equal(plain.At(x, y, 1), result.At(x, y, 1));
    }

    [DataFact]
    public async Task RunAsync_NoFace_IsThePlainResultToTheByte()
    {
        Picture.Pattern(120, 90, new(3, SampleDepth.Eight)).Write(_pipeline["nobody.png"], new EncodeSettings { Format = ImageFormat.Png });
        var plain = await _pipeline.RunAsync(_pipeline["nobody.png"], "plain.png", Plain);
        var faces = await _pipeline.RunAsync(_pipeline["nobody.png"], "faces.png", Plain with { Faces = Faces });
        Assert.Empty(faces.Plan.Faces!.Faces);
        Assert.Equal(plain.OutputSha256, faces.OutputSha256);
    }

    [DataFact]
    public async Task RunAsync_NoWeight_IsThePlainResultToTheByte()
    {
        var plain = await _pipeline.RunAsync(Photo, "plain.png", Plain);
        var faces = await _pipeline.RunAsync(Photo, "faces.png", Plain with { Faces = Faces with { Weight = 0 } });
        Assert.Equal(2, faces.Plan.Faces!.Faces.Count);
        Assert.Equal(plain.OutputSha256, faces.OutputSha256);
    }

    [DataFact]
    public async Task RunAsync_SameImageTwice_IsTheSameResult() => Assert.Equal(
        (await _pipeline.RunAsync(Photo, "one.png", Plain with { Faces = Faces })).OutputSha256, (await _pipeline.RunAsync(Photo, "two.png", Plain with { Faces = Faces })).OutputSha256);

    [DataFact]
    public async Task RunAsync_FacesAcrossBandsAndTiles_EqualTheWholeImage()
    {
        var whole = await _pipeline.RunAsync(Photo, "whole.png", Plain with { Faces = Faces, Provenance = false, TileCore = 1000, Halo = new(HaloKind.Exact) });
        var tiled = await _pipeline.RunAsync(Photo, "tiled.png", Plain with { Faces = Faces, Provenance = false, TileCore = 48, Halo = new(HaloKind.Exact) });
        Assert.Equal((1, 1), (whole.Plan.Tiles.Grid.Bands, whole.Plan.Tiles.Grid.X.Count));
        var rows = tiled.Plan.Tiles.Grid.Y.CoreEnd(0) * 2;
        Assert.All(tiled.Plan.Faces!.Faces, face => Assert.True(face.Area.Height > 4 * rows && face.Area.Width > 4 * rows));
        Assert.Equal(whole.OutputSha256, tiled.OutputSha256);
    }

    [DataTheory]
    [InlineData(1, SampleDepth.Eight)]
    [InlineData(2, SampleDepth.Sixteen)]
    [InlineData(4, SampleDepth.Eight)]
    [InlineData(4, SampleDepth.Sixteen)]
    public async Task RunAsync_GrayAlphaAndDepth_Survive(int channels, SampleDepth depth)
    {
        var source = Converted(Picture.Read(Photo), channels, depth);
        source.Write(_pipeline["source.png"], new EncodeSettings { Format = ImageFormat.Png });
        var plain = await _pipeline.EnlargeAsync(_pipeline["source.png"], Plain, "plain.png");
        var report = await _pipeline.RunAsync(_pipeline["source.png"], "faces.png", Plain with { Faces = Faces });
        var result = Picture.Read(_pipeline["faces.png"]);
        Assert.Equal((plain.Format, new PixelFormat(channels, depth)), (result.Format, result.Format));
        Assert.NotEmpty(report.Plan.Faces!.Faces);
        Assert.InRange(Changed(plain, result, inside: report.Plan.Faces.Faces), 0.02, 1);
        for (var y = 0; y < result.Size.Height && result.Format.HasAlpha; y++)
            for (var x = 0; x < result.Size.Width; x++)
                Assert.Equal(plain.At(x, y, channels - 1), result.At(x, y, channels - 1));
        if (depth == SampleDepth.Sixteen)
            Assert.Contains(Enumerable.Range(0, result.Size.Width), x => result.At(x, 400, 0) % 257 != 0);
    }

    [DataFact]
    public async Task RunAsync_RestoreFormer_RestoresFacesOfItsSize()
    {
        var plain = await _pipeline.EnlargeAsync(Photo, Plain, "plain.png");
        var report = await _pipeline.RunAsync(
            Photo, "faces.png", Plain with { Faces = Faces with { Model = TestData.PathOf("parity/restoreformer_64.pth"), AcceptLicence = false } }, faces: new FacePictures(_pipeline["pictures"], "rf"));
        Assert.Empty(report.Plan.Faces!.AcceptedTerms);
        Assert.Equal(new PixelSize(64, 64), Picture.Read(Path.Combine(_pipeline["pictures"], "rf-face00-restored.png")).Size);
        Assert.InRange(Changed(plain, Picture.Read(_pipeline["faces.png"]), inside: report.Plan.Faces.Faces), 0.02, 1);
    }

    [DataFact]
    public async Task RunAsync_Parser_DecidesWhatIsShown()
    {
        var faces = Faces with { Model = TestData.PathOf("parity/gfpgan_64.pth") };
        var square = await _pipeline.EnlargeAsync(Photo, Plain with { Faces = faces }, "square.png");
        var report = await _pipeline.RunAsync(Photo, "parsed.png", Plain with { Faces = faces with { Parser = TestData.PathOf("parity/parsenet_64.pth") } });
        Assert.Equal(("parsenet_64", 2), (report.Plan.Faces!.Parser!.Name, report.Plan.Faces.AcceptedTerms.Count));
        var plain = await _pipeline.EnlargeAsync(Photo, Plain, "plain.png");
        var parsed = Picture.Read(_pipeline["parsed.png"]);
        Assert.Equal(0, Changed(plain, parsed, outside: report.Plan.Faces.Faces));
        Assert.NotEqual(square.Samples, parsed.Samples);
    }

    [DataTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.5)]
    public async Task RunAsync_AlignedFace_IsWhatTheNetworkMakesOfIt(double weight)
    {
        var face = Picture.Pattern(128, 128, new(3, SampleDepth.Eight));
        face.Write(_pipeline["face.png"], new EncodeSettings { Format = ImageFormat.Png });
        using var network = new FaceNetwork(Faces.Model);
        var restored = await network.RestoreAsync(face);
        var result = await _pipeline.EnlargeAsync(_pipeline["face.png"], Plain with { OutScale = 1, Faces = Faces with { Aligned = true, Weight = weight } });
        for (var i = 0; i < face.Samples.Length; i++)
            Assert.InRange(result.Samples[i] - (face.Samples[i] + (weight * (restored.Samples[i] - face.Samples[i]))), -0.5001, 0.5001);
    }

    [DataFact]
    public async Task RunAsync_AlignedFaceThatIsNotSquare_IsRefused()
    {
        var fault = await _pipeline.FailAsync(Photo, Plain with { Faces = Faces with { Aligned = true } });
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains("700x464", fault.Message);
    }

    [DataFact]
    public async Task RunAsync_LimitOfOne_RestoresTheSurestAndSaysSo()
    {
        var report = await _pipeline.RunAsync(Photo, "faces.png", Plain with { Faces = Faces with { Limit = 1 } });
        Assert.InRange(Assert.Single(report.Plan.Faces!.Faces).Box!.Value.Left, 420, 426);
        Assert.Contains(report.Plan.Warnings, warning => warning.Contains("2 faces were found", StringComparison.Ordinal));
    }

    [DataFact]
    public async Task RunAsync_OnlyTheCentralFace_RestoresIt()
    {
        var report = await _pipeline.RunAsync(TestData.PathOf("inputs/gfpgan/whole/10045.png"), "faces.png", Plain with { Faces = Faces with { OnlyCentre = true } });
        Assert.InRange(Assert.Single(report.Plan.Faces!.Faces).Box!.Value.Left, 369, 372);
        Assert.DoesNotContain(report.Plan.Warnings, warning => warning.Contains("found", StringComparison.Ordinal));
    }

    [DataFact]
    public async Task RunAsync_TermsNotAccepted_IsRefusedBeforeAnythingIsWritten()
    {
        var fault = await _pipeline.FailAsync(Photo, Plain with { Faces = Faces with { AcceptLicence = false } });
        Assert.Equal(FailureCode.LicenceNotAccepted, fault.Code);
        Assert.Contains("StyleGAN2", fault.Message);
    }

    [DataTheory]
    [InlineData(FidelityLevel.Evidence)]
    [InlineData(FidelityLevel.Faithful)]
    [InlineData(FidelityLevel.Balanced)]
    public async Task RunAsync_FidelityThatAllowsNoFaces_IsRefused(FidelityLevel level)
    {
        var fault = await _pipeline.FailAsync(Photo, Plain with { Faces = Faces, Fidelity = level });
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains("perceptual", fault.Message);
    }

    [DataFact]
    public async Task RunAsync_ModelOfAnotherKind_IsRefusedByItsName()
    {
        Assert.Contains("does not restore faces", (await _pipeline.FailAsync(Photo, Plain with { Faces = Faces with { Model = Faces.Detector } })).Message);
        Assert.Contains("does not find faces", (await _pipeline.FailAsync(Photo, Plain with { Faces = Faces with { Detector = Faces.Model } })).Message);
        Assert.Contains("give 0", (await _pipeline.FailAsync(Photo, Plain with { Faces = Faces with { Weight = 1.5 } })).Message);
        Assert.Contains("give 1 to 1000", (await _pipeline.FailAsync(Photo, Plain with { Faces = Faces with { Limit = 0 } })).Message);
    }

    [DataFact]
    public async Task RunAsync_PicturesAskedFor_ShowEachStep()
    {
        await _pipeline.RunAsync(Photo, "faces.png", Plain with { Faces = Faces }, faces: new FacePictures(_pipeline["pictures"], "photo"));
        Assert.Equal(new PixelSize(700, 464), Picture.Read(Path.Combine(_pipeline["pictures"], "photo-faces.png")).Size);
        foreach (var what in new[] { "aligned", "restored", "mask" })
            foreach (var face in new[] { "00", "01" })
                Assert.Equal(new PixelSize(128, 128), Picture.Read(Path.Combine(_pipeline["pictures"], $"photo-face{face}-{what}.png")).Size);
    }

    public void Dispose() => _pipeline.Dispose();

    private string Xmp(string name)
    {
        using var source = ImageSource.Open(_pipeline[name], new ImageLimits());
        return Encoding.UTF8.GetString(source.Metadata.Xmp!);
    }

    // Share of samples that differ within the areas of faces, or outside of all of them.
    private static double Changed(Picture one, Picture other, IReadOnlyList<RestoredFace>? inside = null, IReadOnlyList<RestoredFace>? outside = null)
    {
        var (changed, count) = (0, 0);
        for (var y = 0; y < one.Size.Height; y++)
            for (var x = 0; x < one.Size.Width; x++)
            {
                var within = (inside ?? outside)!.Any(face => x >= face.Area.Left && x < face.Area.Left + face.Area.Width && y >= face.Area.Top && y < face.Area.Top + face.Area.Height);
                if (within != (inside is not null))
                    continue;
                count++;
                changed += Enumerable.Range(0, one.Format.ColorChannels).Any(c => one.At(x, y, c) != other.At(x, y, c)) ? 1 : 0;
            }
        return (double)changed / count;
    }

    private static Picture Converted(Picture photo, int channels, SampleDepth depth)
    {
        var format = new PixelFormat(channels, depth);
        var converted = new Picture(photo.Size, format, new byte[format.RowBytes(photo.Size.Width) * photo.Size.Height]);
        for (var y = 0; y < photo.Size.Height; y++)
            for (var x = 0; x < photo.Size.Width; x++)
                for (var c = 0; c < channels; c++)
                    converted.Set(x, y, c, (format.HasAlpha && c == channels - 1 ? Math.Min(255, 100 + x) : photo.At(x, y, Math.Min(c, 2))) * (depth == SampleDepth.Sixteen ? 257 : 1));
        return converted;
    }
}
