using FsCheck.Xunit;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Tests.Imaging.Tiles;

public class TileAxisTests
{
    [Property(MaxTest = 2000)]
    public void Cut_AnyLength_CoversEveryPixelOnceWithContext(int length, int edge, int halo, int multiple, bool keepEdge)
    {
        (length, halo, multiple) = (Within(length, 1, 3000), Within(halo, 0, 40), Within(multiple, 1, 8));
        edge = Within(edge, 2 * halo + 3 * multiple, 600);

        var axis = TileAxis.Cut(length, edge, halo, multiple, keepEdge);

        AssertPartition(axis, length, halo);
        Assert.Equal(0, axis.Edge % multiple);
        Assert.True(axis.Edge <= Math.Max(edge, multiple));
        Assert.All(Enumerable.Range(0, axis.Count), i => Assert.Equal(0, axis.Start(i) % multiple));
    }

    [Property(MaxTest = 1000)]
    public void CutFixed_AnyLength_CoversEveryPixelOnceWithContext(int length, int edge, int halo)
    {
        (length, halo) = (Within(length, 1, 3000), Within(halo, 0, 40));
        edge = Within(edge, 2 * halo + 1, 600);

        var axis = TileAxis.CutFixed(length, edge, halo);

        AssertPartition(axis, length, halo);
        Assert.Equal(edge, axis.Edge);
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(63, 64)]
    [InlineData(64, 64)]
    public void Cut_ImageWithinOneTile_RunsAtItsOwnSize(int length, int edge)
    {
        var axis = TileAxis.Cut(length, edge, halo: 18);
        Assert.Equal((length, 1), (axis.Edge, axis.Count));
    }

    [Fact]
    public void Cut_LongAxis_SpreadsTilesEvenly()
    {
        var axis = TileAxis.Cut(1000, 600, halo: 10);
        Assert.Equal((2, 510), (axis.Count, axis.Edge));
    }

    [Theory]
    [InlineData(601, 600, 2)]
    [InlineData(1000, 600, 2)]
    [InlineData(1181, 600, 3)]
    [InlineData(300, 300, 1)]
    public void Cut_KeptEdge_IsTheSameForEveryLongAxis(int length, int edge, int count)
    {
        var axis = TileAxis.Cut(length, 600, halo: 10, keepEdge: true);
        Assert.Equal((edge, count), (axis.Edge, axis.Count));
    }

    [Fact]
    public void Cut_EdgeWithoutCore_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAxis.Cut(1000, 36, halo: 18));

    [Theory]
    [InlineData(5, new[] { 2, 1, 0, 1, 2, 3, 4, 3, 2, 1 })]
    [InlineData(2, new[] { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 })]
    [InlineData(1, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void Reflect_BeyondTheBorder_MirrorsWithoutRepeatingTheEdge(int length, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(-2, 10).Select(p => TileAxis.Reflect(p, length)));

    private static void AssertPartition(TileAxis axis, int length, int halo)
    {
        var next = 0;
        for (var i = 0; i < axis.Count; i++)
        {
            Assert.Equal(next, axis.CoreStart(i));
            Assert.True(axis.CoreEnd(i) > next, "every core keeps at least one pixel");
            next = axis.CoreEnd(i);
            var (start, end) = (axis.Start(i), axis.Start(i) + axis.Edge);
            Assert.True(start >= 0 && end <= axis.PaddedLength);
            Assert.True(i == 0 ? start == 0 : axis.CoreStart(i) - start >= halo);
            Assert.True(i == axis.Count - 1 ? end == axis.PaddedLength : end - axis.CoreEnd(i) >= halo);
        }
        Assert.Equal(length, next);
    }

    private static int Within(int value, int low, int high) => low + (int)((uint)value % (uint)(high - low + 1));
}
