using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Imaging.Faces;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Inference.Faces;

public class FaceFinderTests(ITestOutputHelper output)
{
    private static readonly Lazy<TableEngine> _engine = new(() => TableEngine.Load(
        new ModelLibrary([TestData.PathOf("weights")]).Open("detection_mobilenet0.25_Final"), new LanePool(new CpuProvider(), 1)));

    [DataTheory]
    [InlineData("10045.png")]
    [InlineData("Blake_Lively.jpg")]
    public async Task FindAsync_KnownPhotos_AreTheReferencesFaces(string image)
    {
        var (found, copy) = await FindAsync(new FaceFinder(_engine.Value, FaceWatch.Nobody), Photo(image));
        var known = KnownFace.Of(image);
        Assert.Equal((1, known.Count), (copy.Factor, found.Count));
        foreach (var (face, expected) in found.Zip(known.Select(one => one.Face)))
        {
            var off = OffBy(face, expected);
            output.WriteLine($"{image}: off by {off:f4} px, score {face.Score:f6} of {expected.Score:f6}");
            Assert.InRange(off, 0, 0.5);
            Assert.Equal(expected.Score, face.Score, 0.005);
        }
    }

    [DataTheory]
    [InlineData(SampleDepth.Eight, 4)]
    [InlineData(SampleDepth.Sixteen, 3)]
    public async Task FindAsync_OtherLayouts_AreTheSameFaces(SampleDepth depth, int channels)
    {
        var photo = Photo("10045.png");
        var other = new Picture(photo.Size, new(channels, depth), new byte[new PixelFormat(channels, depth).RowBytes(photo.Size.Width) * photo.Size.Height]);
        for (var y = 0; y < photo.Size.Height; y++)
            for (var x = 0; x < photo.Size.Width; x++)
                for (var c = 0; c < channels; c++)
                    other.Set(x, y, c, (c < 3 ? photo.At(x, y, c) : 100) * (depth == SampleDepth.Sixteen ? 257 : 1));
        var (expected, found) = ((await FindAsync(new FaceFinder(_engine.Value, FaceWatch.Nobody), photo)).Faces, (await FindAsync(new FaceFinder(_engine.Value, FaceWatch.Nobody), other)).Faces);
        Assert.Equal(expected.Select(face => face.Box), found.Select(face => face.Box));
    }

    // A bound so low that the copy is half the size, or a quarter, and tiles so small that faces lie on their seams.
    [DataTheory]
    [InlineData(250_000, 480)]
    [InlineData(100_000, 400)]
    public async Task FindAsync_ImageBeyondTheBound_FindsFacesInTilesAndInTheCopy(long mostPixels, int tileEdge)
    {
        foreach (var image in new[] { "10045.png", "Blake_Lively.jpg" })
        {
            var (found, copy) = await FindAsync(new FaceFinder(_engine.Value, FaceWatch.Nobody, mostPixels, tileEdge), Photo(image));
            Assert.InRange(copy.Image.Size.Pixels, 1, mostPixels * 11 / 10);
            var known = KnownFace.Of(image);
            Assert.Equal(known.Count, found.Count);
            foreach (var expected in known.Select(one => one.Face))
            {
                var nearest = found.MinBy(face => face.Box.Centre.DistanceTo(expected.Box.Centre))!;
                var off = OffBy(nearest, expected) / (expected.Box.Right - expected.Box.Left);
                output.WriteLine($"{image}, copy 1:{copy.Factor}: off by {100 * off:f1} % of the face's width");
                Assert.InRange(off, 0, 0.15);
            }
        }
    }

    [DataFact]
    public async Task FindAsync_RowsThatCannotBeRead_IsTheirFault()
    {
        var fault = new InvalidDataException("row");
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidDataException>(
            () => new FaceFinder(_engine.Value, FaceWatch.Nobody).FindAsync(new(64, 64), new(3, SampleDepth.Eight), (_, _, _) => throw fault, CancellationToken.None)));
    }

    [DataFact]
    public async Task FindAsync_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var photo = Photo("10045.png");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FindAsync(new FaceFinder(_engine.Value, FaceWatch.Nobody), photo, stop.Token));
    }

    internal static double OffBy(DetectedFace face, DetectedFace expected) => new[]
    {
        face.Box.Left - expected.Box.Left, face.Box.Top - expected.Box.Top, face.Box.Right - expected.Box.Right, face.Box.Bottom - expected.Box.Bottom,
    }.Select(Math.Abs).Concat(face.Landmarks.Zip(expected.Landmarks, (one, other) => one.DistanceTo(other))).Max();

    private static Picture Photo(string image) => Picture.Read(TestData.PathOf($"inputs/gfpgan/whole/{image}"), 64);

    private static Task<(IReadOnlyList<DetectedFace> Faces, SmallCopy Copy)> FindAsync(FaceFinder finder, Picture photo, CancellationToken ct = default)
    {
        var bytes = photo.Format.RowBytes(photo.Size.Width);
        return finder.FindAsync(photo.Size, photo.Format, (first, count, rows) => photo.Samples.AsSpan(first * bytes, count * bytes).CopyTo(rows), ct);
    }
}
