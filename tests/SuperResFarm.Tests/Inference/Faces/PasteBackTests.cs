using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Imaging.Faces;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Inference.Faces;

public class PasteBackTests(ITestOutputHelper output)
{
    [DataFact]
    public async Task Into_NegativesOfTheFaces_IsTheReferencesImage()
    {
        var photo = TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg");
        var source = Picture.Read(photo);
        var known = KnownFace.Of("Blake_Lively.jpg");
        var bytes = source.Format.RowBytes(source.Size.Width);
        var faces = new FaceAligner(source.Size, source.Format, 512).Read(
            [.. known.Select(face => FaceTemplate.AlignmentOf(face.Face, 512))], (first, count, rows) => source.Samples.AsSpan(first * bytes, count * bytes).CopyTo(rows), CancellationToken.None);
        await new FaceRestorer(new NegativeEngine(), FaceRestorerTests.Plan(1)).RestoreAsync(faces, FaceWatch.Nobody, CancellationToken.None);

        using var pipeline = new TestPipeline();
        var result = await pipeline.EnlargeAsync(photo, new UpscaleSettings { Model = "lanczos", OutScale = 2 });
        var paste = new FacePaste([.. faces.Zip(known, (face, one) => PatchOf(face, one, result.Size))], result.Size.Width, result.Format);
        paste.Into(0, result.Samples);

        var expected = Picture.Read(TestData.PathOf("faces/Blake_Lively_pasted_negative_x2.png"));
        var (largest, mean) = expected.Difference(result);
        output.WriteLine($"mean {mean:f3}, largest {largest}");
        Assert.InRange(mean, 0, 2);
    }

    private static FacePatch PatchOf(Raster face, KnownFace known, PixelSize result)
    {
        var place = known.Alignment.Inverse().Enlarged(2);
        var area = FaceArea.Of(512, place, result);
        return new(face, new SquareMask(512, place, 2, area.Pixels), place, area, 1);
    }
}
