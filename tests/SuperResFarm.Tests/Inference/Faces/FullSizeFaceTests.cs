using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Faces;

/// <summary>RestoreFormer at its official size, with random weights: the way through the program, and no beauty. GFPGAN's full size is held against its reference elsewhere.</summary>
public sealed class FullSizeFaceTests : IDisposable
{
    private const int Edge = 512;

    private readonly TestPipeline _pipeline = new();

    [Fact]
    public async Task RunAsync_OfficialRestoreFormer_MakesAFaceAnewAndTheSameEachTime()
    {
        var official = new OfficialRestoreFormer();
        Assert.Equal(72_680_003, official.Values);
        official.Save(_pipeline["RestoreFormer.safetensors"]);
        var face = Picture.Pattern(Edge, Edge, new(3, SampleDepth.Eight));
        face.Write(_pipeline["face.png"], new EncodeSettings { Format = ImageFormat.Png });
        var settings = new UpscaleSettings
        {
            Model = "lanczos",
            OutScale = 1,
            Format = ImageFormat.Png,
            Faces = new FaceSettings { Model = _pipeline["RestoreFormer.safetensors"], Aligned = true },
        };

        var report = await _pipeline.RunAsync(_pipeline["face.png"], "one.png", settings);
        var again = await _pipeline.RunAsync(_pipeline["face.png"], "two.png", settings);

        var (model, result) = (report.Plan.Faces!.Model, Picture.Read(_pipeline["one.png"]));
        Assert.Equal(("RestoreFormer", "RestoreFormer", 32), (model.Name, model.Architecture, model.SizeMultiple));
        Assert.Equal(Edge * Edge, Assert.Single(report.Plan.Faces.Faces).Area.Pixels, 0.5);
        Assert.Equal((face.Size, face.Format), (result.Size, result.Format));
        Assert.True(result.Samples.Distinct().Count() > 100);
        Assert.True(face.Samples.Zip(result.Samples, (one, other) => Math.Abs(one - other)).Average() > 10);
        Assert.Equal(report.OutputSha256, again.OutputSha256);
    }

    public void Dispose() => _pipeline.Dispose();
}
