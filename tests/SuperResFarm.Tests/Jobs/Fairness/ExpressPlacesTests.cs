using SuperResFarm.Jobs.Fairness;

namespace SuperResFarm.Tests.Jobs.Fairness;

public class ExpressPlacesTests
{
    [Fact]
    public void Of_QueueFullOfOthers_LetsASmallTenantAhead() =>
        Assert.Equal(new Dictionary<string, int> { ["b"] = 10 }, ExpressPlaces.Of([Demand("a", 9744, 256), Demand("b", 10, 0)], depth: 256, limit: 16, most: 256));

    [Fact]
    public void Of_ManyItemsOfASmallTenant_LetsOnlySoManyAhead() =>
        Assert.Equal(new Dictionary<string, int> { ["b"] = 11 }, ExpressPlaces.Of([Demand("a", 9744, 251), Demand("b", 500, 5)], depth: 256, limit: 16, most: 256));

    [Theory]
    [InlineData(10, 0)]     // nearly empty: nothing to go ahead of
    [InlineData(40, 16)]    // has its share of express places already
    [InlineData(40, 30)]    // the queue is its own
    public void Of_NothingToGainOrNothingLeft_LetsNobodyAhead(int depth, int underWay) =>
        Assert.Empty(ExpressPlaces.Of([Demand("b", 10, underWay)], depth, limit: 16, most: 256));

    [Fact]
    public void Of_MoreTenantsThanPlaces_TakesWhoWaitedLongest() =>
        Assert.Equal(new Dictionary<string, int> { ["old"] = 10, ["young"] = 5 }, ExpressPlaces.Of(
            [Demand("young", 10, 0, seconds: 1), Demand("old", 10, 0, seconds: 60), Demand("newest", 10, 0)], depth: 256, limit: 16, most: 15));

    [Fact]
    public void Of_LimitZero_LetsNobodyAhead() =>
        Assert.Empty(ExpressPlaces.Of([Demand("b", 10, 0)], depth: 256, limit: 0, most: 256));

    private static TenantDemand Demand(string tenant, int pending, int underWay, int seconds = 0) =>
        new(tenant, 1, pending, 0, TimeSpan.FromSeconds(seconds), underWay);
}
