using FsCheck.Xunit;
using SuperResFarm.Jobs.Fairness;

namespace SuperResFarm.Tests.Jobs.Fairness;

public class FairSharesTests
{
    private static readonly TimeSpan _ageStep = TimeSpan.FromMinutes(1);

    [Fact]
    public void Take_SmallTenantBehindALargeOne_GetsItsShareAtOnce()
    {
        // A has had 500 items and has 10 000 more; B arrives with 10.
        var alone = new FairShares(0, [Demand("A", pending: 10_500)], _ageStep);
        alone.Take(500);
        var both = new FairShares(alone.VirtualTime, [Demand("A", pending: 10_000) with { Finish = alone.FinishOf("A") }, Demand("B", pending: 10)], _ageStep);
        var taken = both.Take(20);
        Assert.InRange(taken["B"], 9, 10);
        Assert.Equal(20, taken.Values.Sum());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(5, 2, 0.5)]
    public void Take_EveryTenantHasWork_FollowsTheWeights(double a, double b, double c)
    {
        var queue = new FairShares(0, [Demand("A", a), Demand("B", b), Demand("C", c)], _ageStep);
        var taken = new Dictionary<string, int> { ["A"] = 0, ["B"] = 0, ["C"] = 0 };
        for (var round = 0; round < 100; round++)
            foreach (var (tenant, items) in queue.Take(7))
                taken[tenant] += items;
        foreach (var (tenant, weight) in new[] { ("A", a), ("B", b), ("C", c) })
            Assert.InRange(taken[tenant], 700 * weight / (a + b + c) - 3, 700 * weight / (a + b + c) + 3);
    }

    [Fact]
    public void Take_TenantThatWasIdle_SavedUpNothing()
    {
        var queue = new FairShares(1000, [Demand("A") with { Finish = 1000 }, Demand("Idle") with { Finish = 3 }], _ageStep);
        Assert.InRange(queue.Take(100)["Idle"], 49, 51);
    }

    [Fact]
    public void Take_TinyWeight_IsServedWhenItHasWaitedLongEnough()
    {
        var tiny = Demand("Tiny", 0.001) with { Finish = 1000 };
        Assert.DoesNotContain("Tiny", new FairShares(0, [Demand("A"), tiny], _ageStep).Take(900).Keys);
        Assert.Equal(1, new FairShares(0, [Demand("A"), tiny with { Waiting = TimeSpan.FromMinutes(1001) }], _ageStep).Take(900)["Tiny"]);
    }

    [Fact]
    public void Refund_PicksThatFoundNothing_GoToOthersAndCostNothing()
    {
        var queue = new FairShares(0, [Demand("A"), Demand("B")], _ageStep);
        Assert.Equal(5, queue.Take(10)["A"]);
        queue.Refund("A", 5);
        Assert.Equal(0, queue.FinishOf("A"), 9);
        Assert.Equal(10, queue.Take(10)["B"]);
    }

    [Property(MaxTest = 300)]
    public void Take_AnyDemands_FillsEveryPlaceThatCanBeFilledAndStarvesNobody(int seed)
    {
        var random = new Random(seed);
        var demands = Enumerable.Range(0, 1 + random.Next(8))
            .Select(tenant => Demand($"T{tenant}", 0.25 + random.NextDouble() * 4, random.Next(40))).ToList();
        var (total, places) = (demands.Sum(demand => demand.Pending), random.Next(400));
        var queue = new FairShares(random.Next(5), demands, _ageStep);
        var taken = queue.Take(places);
        Assert.Equal(Math.Min(total, places), taken.Values.Sum());
        Assert.All(demands, demand => Assert.InRange(taken.GetValueOrDefault(demand.Tenant), 0, demand.Pending));
        // The bound of the paper: two tenants that both still have work are never further apart than one item of each.
        var busy = demands.Where(demand => taken.GetValueOrDefault(demand.Tenant) < demand.Pending).ToList();
        foreach (var (one, other) in busy.SelectMany(one => busy.Select(other => (one, other))))
            Assert.True(Paid(one) - Paid(other) <= 1 / one.Weight + 1 / other.Weight + 1e-9);

        double Paid(TenantDemand demand) => taken.GetValueOrDefault(demand.Tenant) / demand.Weight;
    }

    private static TenantDemand Demand(string tenant, double weight = 1, int pending = 1000) => new(tenant, weight, pending, 0, TimeSpan.Zero);
}
