using SuperResFarm.Imaging.Faces;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Imaging.Faces;

public class SimilarityFitTests(ITestOutputHelper output)
{
    private static readonly Similarity _turned = new(0.8, -0.3, 20, 30);

    [DataTheory]
    [InlineData("10045.png")]
    [InlineData("Blake_Lively.jpg")]
    public void AlignmentOf_KnownLandmarks_IsTheReferencesMatrix(string image)
    {
        foreach (var known in KnownFace.Of(image))
        {
            var found = FaceTemplate.AlignmentOf(known.Face, FaceTemplate.Edge);
            var off = new[] { new FacePoint(0, 0), new(511, 0), new(0, 511), new(511, 511) }
                .Max(corner => found.Apply(known.Alignment.Inverse().Apply(corner)).DistanceTo(corner));
            output.WriteLine($"{image}: corners off by {off:e2} px of 512");
            Assert.InRange(off, 0, 0.01);
        }
    }

    [DataTheory]
    [InlineData("10045.png")]
    [InlineData("Blake_Lively.jpg")]
    public void Inverse_KnownMatrix_IsTheReferencesInverse(string image)
    {
        foreach (var known in KnownFace.Of(image))
        {
            var (inverse, expected) = (known.Alignment.Inverse(), known.InverseTimesTwo);
            Assert.Equal(expected.A, 2 * inverse.A, 1e-9);
            Assert.Equal(expected.B, 2 * inverse.B, 1e-9);
            Assert.Equal(expected.X, 2 * inverse.X, 1e-6);
            Assert.Equal(expected.Y, 2 * inverse.Y, 1e-6);
            var enlarged = inverse.Enlarged(2);
            Assert.Equal((expected.X + 1, expected.Y + 1), (enlarged.X, enlarged.Y), new Near(1e-6));
        }
    }

    [Fact]
    public void Find_ExactPoints_IsTheSimilarity()
    {
        var from = FaceTemplate.Of(100);
        var found = SimilarityFit.Find(from, [.. from.Select(_turned.Apply)]);
        AssertNear(_turned, found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Find_OnePointFarOff_LeavesItOut(int wrong)
    {
        var from = FaceTemplate.Of(100);
        var to = from.Select(_turned.Apply).ToArray();
        to[wrong] = new(to[wrong].X + 40, to[wrong].Y - 25);
        AssertNear(_turned, SimilarityFit.Find(from, to));
    }

    [Fact]
    public void Find_AllInOnePlace_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SimilarityFit.Find([.. Enumerable.Repeat(new FacePoint(3, 4), 5)], FaceTemplate.Of(512)));

    private static void AssertNear(Similarity expected, Similarity actual)
    {
        Assert.Equal((expected.A, expected.B), (actual.A, actual.B), new Near(1e-9));
        Assert.Equal((expected.X, expected.Y), (actual.X, actual.Y), new Near(1e-9));
    }

    private sealed class Near(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) one, (double, double) other) => Math.Abs(one.Item1 - other.Item1) <= tolerance && Math.Abs(one.Item2 - other.Item2) <= tolerance;

        public int GetHashCode((double, double) pair) => 0;
    }
}
