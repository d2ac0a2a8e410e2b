using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Imaging.Faces;

public class FacePasteTests
{
    private const int Edge = 64;

    public static TheoryData<int, SampleDepth> Formats
    {
        get
        {
            var formats = new TheoryData<int, SampleDepth>();
            foreach (var channels in Enumerable.Range(1, 4))
                foreach (var depth in Enum.GetValues<SampleDepth>())
                    formats.Add(channels, depth);
            return formats;
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void Into_BandsOfAnyHeight_EqualTheWholeImage(int channels, SampleDepth depth)
    {
        var before = Picture.Pattern(150, 160, new(channels, depth));
        var whole = Pasted(before, 160);
        Assert.NotEqual(before.Samples, whole.Samples);
        foreach (var height in new[] { 1, 7, 40, 159 })
            Assert.Equal(whole.Samples, Pasted(before, height).Samples);
    }

    [Theory, MemberData(nameof(Formats))]
    public void Into_AlphaAndFarPixels_StayAsTheyAre(int channels, SampleDepth depth)
    {
        var before = Picture.Pattern(150, 160, new(channels, depth));
        var after = Pasted(before, 33);
        for (var y = 0; y < 160; y++)
            for (var x = 0; x < 150; x++)
            {
                if (before.Format.HasAlpha)
                    Assert.Equal(before.At(x, y, channels - 1), after.At(x, y, channels - 1));
                if (x is < 5 or > 145)
                    Assert.Equal(before.At(x, y, 0), after.At(x, y, 0));
            }
    }

    [Fact]
    public void Into_MiddleOfAFace_IsTheFace()
    {
        var face = Face(SampleDepth.Eight);
        var after = Pasted(Picture.Pattern(150, 160, new(3, SampleDepth.Eight)), 160, new Similarity(1, 0, 40, 50));
        Assert.Equal(face.Row(32).Slice(3 * 32, 3).ToArray(), Enumerable.Range(0, 3).Select(c => (byte)after.At(72, 82, c)));
    }

    [Fact]
    public void Into_GrayImage_TakesTheLuma()
    {
        var after = Pasted(Picture.Pattern(150, 160, new(1, SampleDepth.Eight)), 160, new Similarity(1, 0, 40, 50));
        var face = Face(SampleDepth.Eight).Row(32).Slice(3 * 32, 3);
        Assert.Equal((int)Math.Round((0.299 * face[0]) + (0.587 * face[1]) + (0.114 * face[2])), after.At(72, 82, 0));
    }

    [Fact]
    public void Into_HalfTheWeight_IsHalfWay()
    {
        var before = Picture.Pattern(150, 160, new(3, SampleDepth.Eight));
        var (full, half) = (Pasted(before, 160, new Similarity(1.1, 0.5, 40, 20)), Pasted(before, 160, new Similarity(1.1, 0.5, 40, 20), weight: 0.5));
        for (var i = 0; i < before.Samples.Length; i++)
            Assert.InRange(half.Samples[i] - ((before.Samples[i] + full.Samples[i]) / 2.0), -1, 1);
    }

    [Fact]
    public void Into_NoWeight_ChangesNothing()
    {
        var before = Picture.Pattern(150, 160, new(3, SampleDepth.Eight));
        Assert.Equal(before.Samples, Pasted(before, 160, weight: 0).Samples);
    }

    [Fact]
    public void Into_WholeFaceInItsPlace_IsTheFaceToItsEdges()
    {
        var (face, place) = (Face(SampleDepth.Sixteen), new Similarity(1, 0, 0, 0));
        var image = new byte[face.Samples.Length];
        new FacePaste([new(face, new WholeMask(), place, FaceArea.Of(Edge, place, face.Size), 1)], Edge, face.Format).Into(0, image);
        Assert.Equal(face.Samples, image);
    }

    private static Picture Pasted(Picture before, int bandRows, Similarity? place = null, double weight = 1)
    {
        FacePatch[] patches =
        [
            .. (place is { } only ? [only] : new[] { new Similarity(1.1, 0.5, 40, 20), new Similarity(0.7, -0.2, 60, 80) }).Select(toResult =>
            {
                var area = FaceArea.Of(Edge, toResult, before.Size);
                return new FacePatch(Face(before.Format.Depth), new SquareMask(Edge, toResult, 2, area.Pixels), toResult, area, weight);
            }),
        ];
        var (after, row) = (before with { Samples = [.. before.Samples] }, before.Format.RowBytes(before.Size.Width));
        var paste = new FacePaste(patches, before.Size.Width, before.Format);
        for (var y = 0; y < before.Size.Height; y += bandRows)
            paste.Into(y, after.Samples.AsSpan(y * row, Math.Min(bandRows, before.Size.Height - y) * row));
        return after;
    }

    private static Raster Face(SampleDepth depth)
    {
        var picture = Picture.Pattern(Edge, Edge, new(3, depth));
        picture.Samples.AsSpan().Reverse();
        return new(picture.Size, picture.Format, picture.Samples);
    }
}
