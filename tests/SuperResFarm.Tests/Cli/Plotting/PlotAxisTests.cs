using SuperResFarm.Cli.Plotting;

namespace SuperResFarm.Tests.Cli.Plotting;

public class PlotAxisTests
{
    [Fact]
    public void Of_NearValues_StartsAtZeroInRoundSteps()
    {
        var axis = PlotAxis.Of([13.6, 10.5, 12]);
        Assert.Equal((0, 14, false), (axis.Low, axis.High, axis.Logarithmic));
        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14], axis.Ticks);
        Assert.Equal(0.5, axis.Place(7), 12);
    }

    [Fact]
    public void Of_FarValues_HasEqualRatios()
    {
        var axis = PlotAxis.Of([0.15, 28]);
        Assert.Equal((0.1, 50, true), (axis.Low, axis.High, axis.Logarithmic));
        Assert.Equal([0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50], axis.Ticks);
        Assert.Equal(axis.Place(2) - axis.Place(1), axis.Place(20) - axis.Place(10), 12);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.003)]
    [InlineData(1)]
    [InlineData(99.5)]
    [InlineData(4e7)]
    public void Of_AnyValue_SpansItInFewTicks(double value)
    {
        foreach (var axis in new[] { PlotAxis.Of([value]), PlotAxis.Of([value, 3 * value]), PlotAxis.Of([value, 1e3 * value]), PlotAxis.Of([value, 1e9 * value]) })
        {
            Assert.InRange(axis.Place(value), 0, 1);
            Assert.InRange(axis.Ticks.Count, 3, 17);
            Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick), -1e-9, 1 + 1e-9));
            Assert.Equal(axis.Ticks.Order(), axis.Ticks);
        }
    }

    [Fact]
    public void At_Edges_AreTheTicksAndLieInside()
    {
        var axis = PlotAxis.At([512, 128, 256, 256]);
        Assert.Equal([128, 256, 512], axis.Ticks);
        Assert.Equal(0.5, axis.Place(256), 12);
        Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick), 0.01, 0.99));
    }

    [Fact]
    public void At_OneValue_LiesInTheMiddle() => Assert.Equal(0.5, PlotAxis.At([64]).Place(64), 12);

    [Fact]
    public void At_CrowdedValues_LeaveEachOtherRoom()
    {
        var axis = PlotAxis.At([.. Enumerable.Range(100, 200).Select(value => (double)value)]);
        Assert.InRange(axis.Ticks.Count, 5, 20);
    }
}
