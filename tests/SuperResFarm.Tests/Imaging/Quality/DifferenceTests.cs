using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Tests.Imaging.Quality;

public class DifferenceTests
{
    [Fact]
    public void Between_EqualImages_IsNothing() => Assert.Equal(new Difference(0, 0, 0, 0), Difference.Between(Rasters.Waves(9, 5), Rasters.Waves(9, 5)));

    [Theory]
    [InlineData(SampleDepth.Eight)]
    [InlineData(SampleDepth.Sixteen)]
    public void Between_TwoPixels_TellsTheLargerAndItsPlace(SampleDepth depth)
    {
        var one = Rasters.Of(7, 5, 4, (_, _, _) => 100, depth);
        var other = Rasters.Of(7, 5, 4, (x, y, c) => (x, y, c) switch { (2, 1, 0) => 103, (6, 3, 3) => 95, (6, 4, 1) => 105, _ => 100 }, depth);
        Assert.Equal(new Difference(5, 6, 3, 3), Difference.Between(one, other));
        Assert.Equal(Difference.Between(one, other), Difference.Between(other, one));
    }

    [Fact]
    public void Map_Differences_AreAmplifiedUpToWhite()
    {
        var (one, other) = (Rasters.Of(3, 1, 3, (_, _, _) => 100), Rasters.Of(3, 1, 3, (x, _, c) => 100 - x * c));
        var map = Difference.Map(one, other, 70);
        Assert.Equal((one.Size, one.Format), (map.Size, map.Format));
        Assert.Equal([0, 0, 0, 0, 70, 140, 0, 140, 255], map.Samples.Select(sample => (int)sample));
    }

    [Fact]
    public void Map_SixteenBitsWithAlpha_IsEightBitsWithout()
    {
        var one = Rasters.Of(2, 1, 2, (_, _, _) => 1000, SampleDepth.Sixteen);
        var other = Rasters.Of(2, 1, 2, (x, _, c) => (x, c) switch { (0, 0) => 1000 + 257, (1, 1) => 1000 + 514, _ => 1000 }, SampleDepth.Sixteen);
        var map = Difference.Map(one, other, 10);
        Assert.Equal(new PixelFormat(1, SampleDepth.Eight), map.Format);
        Assert.Equal([10, 20], map.Samples.Select(sample => (int)sample));
    }

    [Fact]
    public void Between_OtherSizeOrLayout_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Difference.Between(Rasters.Waves(8, 8), Rasters.Waves(8, 9)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Difference.Map(Rasters.Waves(8, 8), Rasters.Waves(8, 8, 1), 1));
    }

    [Fact]
    public void MostIn_OneBusyPlace_IsThere()
    {
        var calm = Plane.Of(Rasters.Gray(60, 40, (_, _) => 50), 0);
        var busy = Plane.Of(Rasters.Gray(60, 40, (x, y) => x is >= 30 and < 38 && y is >= 20 and < 28 ? 90 : 50), 0);
        Assert.Equal((30, 20), Disagreement.MostIn([calm, busy, calm], edge: 8, border: 4));
        var (left, top) = Disagreement.MostIn([calm, busy], edge: 16, border: 0);
        Assert.InRange(left, 22, 30);
        Assert.InRange(top, 12, 20);
    }

    [Theory]
    [InlineData(10, 12, 16, 4, 0, 0)]
    [InlineData(20, 18, 16, 4, 2, 1)]
    [InlineData(30, 30, 16, 4, 4, 4)]
    public void MostIn_SmallImage_StaysInsideIt(int width, int height, int edge, int border, int left, int top)
    {
        var flat = Plane.Of(Rasters.Gray(width, height, (_, _) => 9), 0);
        Assert.Equal((left, top), Disagreement.MostIn([flat, flat], edge, border));
    }
}
