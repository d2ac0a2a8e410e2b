using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Tests.Jobs.Rules;

public class JobLimitsTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reached_None_IsNever() => Assert.Null(JobLimits.None.Reached(new JobSpent(1e9, 1e9, 1e9), _now));

    [Theory]
    [InlineData(10.0, null, null, 9.99, 99, 99, null)]
    [InlineData(10.0, null, null, 10, 0, 0, FailureCode.BudgetSpent)]
    [InlineData(10.0, 20.0, null, 0, 20, 0, FailureCode.BudgetSpent)]
    [InlineData(null, null, 0.5, 1000, 1000, 0.49, null)]
    [InlineData(null, null, 0.5, 0, 0, 0.5, FailureCode.BudgetSpent)]
    public void Reached_Budget_IsTheFirstThatIsUsedUp(double? megapixels, double? seconds, double? cost, double spentMegapixels, double spentSeconds, double spentCost, FailureCode? because) =>
        Assert.Equal(because, new JobLimits(Budget: new JobBudget(megapixels, seconds, cost)).Reached(new JobSpent(spentMegapixels, spentSeconds, spentCost), _now));

    [Theory, InlineData(-1, FailureCode.DeadlinePassed), InlineData(0, FailureCode.DeadlinePassed), InlineData(1, null)]
    public void Reached_Deadline_IsItsVeryMoment(int seconds, FailureCode? because) => Assert.Equal(because, new JobLimits(_now.AddSeconds(seconds)).Reached(default, _now));

    [Fact]
    public void Over_OnlyOneGiven_KeepsTheOther()
    {
        var (old, later) = (new JobLimits(_now, new JobBudget(5)), new JobLimits(_now.AddDays(1)));
        Assert.Equal(new JobLimits(_now.AddDays(1), new JobBudget(5)), later.Over(old));
        Assert.Equal(old, JobLimits.None.Over(old));
        Assert.Equal(new JobBudget(Cost: 2), new JobLimits(Budget: new JobBudget(Cost: 2)).Over(old).Budget);
    }

    [Fact]
    public void Mistakes_EveryKind_IsNamed()
    {
        Assert.Equal(["deadline"], Parts(new JobLimits(_now)));
        Assert.Equal(["deadline"], Parts(new JobLimits(_now.AddDays(366).AddSeconds(1))));
        Assert.Equal(["budget"], Parts(new JobLimits(Budget: new JobBudget())));
        Assert.Equal(["budget/megapixels", "budget/deviceSeconds", "budget/cost"], Parts(new JobLimits(Budget: new JobBudget(0, double.NaN, double.PositiveInfinity))));
        Assert.Empty(Parts(new JobLimits(_now.AddDays(366), new JobBudget(1, 0.001, 1e12))));
    }

    [Fact]
    public void Spent_OnAResult_IsWhatWasComputed()
    {
        var result = new ItemResult("", 1, 2000, 1500, 500, 375, "", Adopted: false, TimeSpan.Zero) { DeviceSeconds = 2, Cost = 0.1 };
        Assert.Equal(new JobSpent(3, 2, 0.1), JobSpent.On(result));
        Assert.Equal(new JobSpent(3, 0, 0), JobSpent.On(result with { DeviceSeconds = null, Cost = null }));
        Assert.Equal(default, JobSpent.On(result with { Adopted = true }));
    }

    private static IEnumerable<string> Parts(JobLimits limits) => limits.MistakesAt(_now).Select(mistake => mistake.Part);
}
