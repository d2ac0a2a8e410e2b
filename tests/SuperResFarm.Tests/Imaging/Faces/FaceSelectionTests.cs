using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;

namespace SuperResFarm.Tests.Imaging.Faces;

public class FaceSelectionTests
{
    [Fact]
    public void Distinct_OverlappingBoxes_KeepsTheSurest()
    {
        DetectedFace weak = Face(0, 0, 100, 0.98), sure = Face(10, 10, 100, 0.99), other = Face(80, 0, 100, 0.975);
        Assert.Equal([sure, other], FaceSelection.Distinct([weak, sure, other]));
    }

    [Fact]
    public void Restorable_EyesTooClose_IsLeftOut()
    {
        DetectedFace far = Face(0, 0, 50, 1, eyes: 5), near = Face(200, 0, 50, 1, eyes: 4.99);
        Assert.Equal([far], FaceSelection.Restorable([far, near]));
    }

    [Fact]
    public void Central_SeveralFaces_IsTheNearestToTheMiddle()
    {
        DetectedFace left = Face(0, 0, 40, 1), middle = Face(70, 60, 40, 0.98);
        Assert.Equal([middle], FaceSelection.Central([left, middle], new PixelSize(200, 150)));
        Assert.Empty(FaceSelection.Central([], new PixelSize(200, 150)));
    }

    [Fact]
    public void Moved_ThereAndBack_IsWhereItWas()
    {
        var face = Face(12, 34, 56, 1);
        var there = face.Moved(4, 0, 0);
        Assert.Equal(56 * 4, there.Box.Right - there.Box.Left, 1e-9);
        Assert.Equal(12 * 4 + 1.5, there.Box.Left, 1e-9);
        Assert.Equal(face.Box.Left, there.Moved(0.25, 0, 0).Box.Left, 1e-9);
        Assert.Equal(7 + face.Box.Top, face.Moved(1, 0, 7).Box.Top, 1e-9);
    }

    [Fact]
    public void FaceArea_SquareInTheImage_IsAllOfIt() =>
        Assert.Equal(new FaceArea(10, 20, 64, 64, 64 * 64), FaceArea.Of(64, new(1, 0, 10, 20), new PixelSize(100, 100)));

    [Fact]
    public void FaceArea_SquareOverTheCorner_IsWhatIsInside() =>
        Assert.Equal(new FaceArea(0, 0, 54, 44, 54 * 44), FaceArea.Of(64, new(1, 0, -10, -20), new PixelSize(100, 100)));

    [Fact]
    public void FaceArea_SquareBeyondTheImage_IsNothing() => Assert.Equal(default, FaceArea.Of(64, new(1, 0, 200, 20), new PixelSize(100, 100)));

    [Fact]
    public void SmallCopy_SizesThatDoNotDivide_AreMeansOfWhatIsThere()
    {
        var copy = new SmallCopy(new PixelSize(5, 3), 2);
        byte[][] rows = [[0, 10, 20, 30, 40], [10, 20, 30, 40, 50], [100, 100, 200, 200, 250]];
        foreach (var row in rows)
            copy.Add([.. row.SelectMany(value => new[] { value, value, value })]);
        Assert.Equal(new PixelSize(3, 2), copy.Image.Size);
        Assert.Equal<int>([10, 30, 45, 100, 200, 250], copy.Image.Samples.Where((_, i) => i % 3 == 1).Select(value => (int)value));
    }

    [Fact]
    public void AnchorTables_OfAnotherSize_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new AnchorTables(new PixelSize(64, 64), new float[4], new float[2], new float[10]).Above(0.5));

    private static DetectedFace Face(double left, double top, double edge, double score, double eyes = 30) =>
        new(new(left, top, left + edge, top + edge), score, [new(left, top), new(left + eyes, top), new(left, top), new(left, top), new(left, top)]);
}
