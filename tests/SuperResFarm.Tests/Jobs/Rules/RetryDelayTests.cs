using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Tests.Jobs.Rules;

public class RetryDelayTests
{
    [Theory]
    [InlineData(Disposition.Requeue, new[] { 0, 0, 0, 5, 10, 20, 40, 60, 60 })]
    [InlineData(Disposition.Retry, new[] { 5, 10, 20, 40, 60, 60 })]
    public void Between_OneKindOfFailure_DoublesUpToTheLongest(Disposition next, int[] seconds)
    {
        var life = ItemLife.Fresh(100);
        foreach (var expected in seconds)
            Assert.Equal(expected, After(ref life, next));
    }

    [Fact]
    public void Between_ReturnsAndFailuresMixed_CountApart()
    {
        var life = ItemLife.Fresh(100);
        foreach (var (next, expected) in new[]
        {
            (Disposition.Requeue, 0), (Disposition.Retry, 5), (Disposition.Requeue, 0), (Disposition.Requeue, 0), (Disposition.Retry, 10),
            (Disposition.Requeue, 5), (Disposition.Retry, 20), (Disposition.Requeue, 10),
        })
            Assert.Equal(expected, After(ref life, next));
    }

    [Fact]
    public void Between_SameAttemptOrNoDelayWanted_IsZero()
    {
        var dispatched = new ItemLife(ItemState.Dispatched, 5, 9);
        Assert.Equal(TimeSpan.Zero, RetryDelay.Between(dispatched, dispatched with { State = ItemState.Pending }, TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.Zero, RetryDelay.Between(dispatched, new ItemLife(ItemState.Pending, 2_000_000, 3_000_000), TimeSpan.Zero, TimeSpan.FromHours(1)));
    }

    private static double After(ref ItemLife life, Disposition next)
    {
        var before = life;
        life = life.After(new ItemEvent(ItemEventKind.Failed, life.Attempt, next))!.Value;
        return RetryDelay.Between(before, life, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)).TotalSeconds;
    }
}
