using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Tests.Imaging.Codecs;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Imaging.Faces;

public class FaceAlignerTests(ITestOutputHelper output)
{
    [DataFact]
    public void Read_KnownMatrices_GivesTheReferencesFaces()
    {
        var photo = Picture.Read(TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"));
        var known = KnownFace.Of("Blake_Lively.jpg");
        var faces = Read(photo, 512, [.. known.Select(face => face.Alignment)]);
        foreach (var (index, face) in faces.Index())
        {
            var expected = Picture.Read(TestData.PathOf($"faces/Blake_Lively_face{index}.png"));
            var (largest, mean) = expected.Difference(new(face.Size, face.Format, face.Samples));
            output.WriteLine($"face {index}: mean {mean:f3}, largest {largest}");
            Assert.InRange(mean, 0, 2);
        }
    }

    [Theory]
    [InlineData(1, SampleDepth.Eight)]
    [InlineData(3, SampleDepth.Eight)]
    [InlineData(4, SampleDepth.Sixteen)]
    public void Read_AnyMatrix_IsTheBilinearPixelOfTheSource(int channels, SampleDepth depth)
    {
        const int Edge = 23;
        var picture = Picture.Pattern(40, 31, new(channels, depth));
        Similarity[] alignments =
        [
            new(1, 0, 0, 0), new(0.5, 0, -2, -3), new(2, 0.4, -20, -25), new(-0.9, 1.7, 20, -60), new(0, -1, 3, 30), new(0.1, 0, 30, 30), new(3, 0, -500, -500),
        ];
        foreach (var (alignment, face) in alignments.Zip(Read(picture, Edge, alignments)))
            for (var v = 0; v < Edge; v++)
                for (var u = 0; u < Edge; u++)
                    for (var c = 0; c < 3; c++)
                        Assert.InRange(At(face, u, v, c) - Expected(picture, alignment.Inverse().Apply(new(u, v)), c), -1, 1);
    }

    private static IReadOnlyList<Raster> Read(Picture picture, int edge, IReadOnlyList<Similarity> alignments)
    {
        var bytes = picture.Format.RowBytes(picture.Size.Width);
        return new FaceAligner(picture.Size, picture.Format, edge).Read(
            alignments, (first, count, rows) => picture.Samples.AsSpan(first * bytes, count * bytes).CopyTo(rows), CancellationToken.None);
    }

    private static int At(Raster face, int u, int v, int channel) => new Picture(face.Size, face.Format, face.Samples).At(u, v, channel);

    // Every pixel by itself.
    private static int Expected(Picture picture, FacePoint place, int channel)
    {
        var (left, top) = ((int)Math.Floor(place.X), (int)Math.Floor(place.Y));
        var (right, down) = (place.X - left, place.Y - top);
        var above = (Pixel(left, top) * (1 - right)) + (Pixel(left + 1, top) * right);
        var below = (Pixel(left, top + 1) * (1 - right)) + (Pixel(left + 1, top + 1) * right);
        return (int)Math.Round((above * (1 - down)) + (below * down));

        double Pixel(int x, int y) => x >= 0 && y >= 0 && x < picture.Size.Width && y < picture.Size.Height
            ? picture.At(x, y, picture.Format.ColorChannels == 1 ? 0 : channel)
            : new[] { 132, 133, 135 }[channel] * picture.Format.MaxSample / 255;
    }
}
