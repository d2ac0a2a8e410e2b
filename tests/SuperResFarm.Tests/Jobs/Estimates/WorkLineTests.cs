using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Tests.Jobs.Estimates;

public class WorkLineTests
{
    [Fact]
    public void Through_PointsOnALine_IsThatLine()
    {
        var line = Through((0.1, 0.7), (0.5, 1.5), (2, 4.5), (8, 16.5))!;
        Assert.Equal((0.5, 2, 0), (Math.Round(line.PerItem, 9), Math.Round(line.PerMegapixel, 9), Math.Round(line.Variance, 6)));
        Assert.Equal(70, line.SecondsOf(20, new Quantity(30, 0)).Value, 6);
    }

    [Fact]
    public void Through_NoItems_IsNone() => Assert.Null(WorkLine.Through(default));

    [Fact]
    public void Through_SizesAlike_CarriesEverythingBySize()
    {
        var line = Through((2, 9), (2, 11), (2, 10), (2.02, 10))!;
        Assert.Equal((0, 4.99), (line.PerItem, Math.Round(line.PerMegapixel, 2)));
    }

    [Theory]
    [InlineData(1, 9, 2, 5, 4, 1)]
    [InlineData(1, 1, 2, 5, 4, 30)]
    public void Through_WhatWouldBeNegative_IsNothing(double x1, double s1, double x2, double s2, double x3, double s3)
    {
        var line = Through((x1, s1), (x2, s2), (x3, s3), (x1, s1), (x2, s2), (x3, s3))!;
        Assert.True(line.PerItem >= 0 && line.PerMegapixel >= 0 && line.PerItem * line.PerMegapixel == 0);
        Assert.Equal(s1 + s2 + s3, line.SecondsOf(3, new Quantity(x1 + x2 + x3, 0)).Value, 9);
    }

    [Fact]
    public void Through_SizesOfNothing_CountsItems() => Assert.Equal((2, 0), Through((0, 1), (0, 3)) is { } line ? (line.PerItem, line.PerMegapixel) : default);

    [Fact]
    public void Through_OneItem_IsDoubted() => Assert.InRange(Through((1, 10))!.SecondsOf(100, new Quantity(100, 0)).Share, 0.4, 2);

    [Fact]
    public void SecondsOf_UnknownSizes_IsUnknownAsWell()
    {
        var line = Through((1, 2), (2, 4), (4, 8), (8, 16))!;
        Assert.Equal(20, line.SecondsOf(10, new Quantity(50, 10)).Error, 4);
    }

    private static WorkLine? Through(params (double Megapixels, double Seconds)[] items) =>
        WorkLine.Through(items.Aggregate(default(WorkSums), (sums, item) => sums + WorkSums.Of(item.Megapixels, item.Seconds)));
}
