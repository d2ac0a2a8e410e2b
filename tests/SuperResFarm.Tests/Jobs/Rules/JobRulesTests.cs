using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Tests.Jobs.Rules;

public class JobRulesTests
{
    // Pending, Dispatched, Running, Succeeded, Failed, Cancelled.
    [Theory]
    [InlineData(JobState.Accepted, 3, 0, 0, 0, 0, 0, JobState.Accepted)]
    [InlineData(JobState.Accepted, 2, 1, 0, 0, 0, 0, JobState.Running)]
    [InlineData(JobState.Accepted, 2, 0, 0, 0, 1, 0, JobState.Running)]
    [InlineData(JobState.Accepted, 0, 0, 0, 1, 0, 0, JobState.Completed)]
    [InlineData(JobState.Running, 3, 0, 0, 0, 0, 0, JobState.Running)]
    [InlineData(JobState.Running, 0, 0, 1, 2, 0, 0, JobState.Running)]
    [InlineData(JobState.Running, 0, 0, 0, 2, 1, 0, JobState.Completed)]
    [InlineData(JobState.Running, 0, 0, 0, 0, 3, 0, JobState.Completed)]
    [InlineData(JobState.Completed, 1, 0, 0, 2, 0, 0, JobState.Running)]
    [InlineData(JobState.Cancelled, 0, 0, 0, 1, 0, 2, JobState.Cancelled)]
    public void After_Counts_DecideTheState(JobState before, int pending, int dispatched, int running, int succeeded, int failed, int cancelled, JobState after) =>
        Assert.Equal(after, before.After(new JobCounts(pending, dispatched, running, succeeded, failed, cancelled), refused: 0));

    // Pending, Running, Failed, of them Refused.
    [Theory]
    [InlineData(2, 0, 1, 1, JobState.Accepted)]
    [InlineData(2, 1, 1, 1, JobState.Running)]
    [InlineData(1, 0, 2, 1, JobState.Running)]
    [InlineData(0, 0, 3, 3, JobState.Completed)]
    public void After_ItemsThatWereRefused_HaveNotLeft(int pending, int running, int failed, int refused, JobState after) =>
        Assert.Equal(after, JobState.Accepted.After(new JobCounts(pending, 0, running, 0, failed, 0), refused));

    // Pending, Succeeded.
    [Theory]
    [InlineData(JobState.Accepted, 0, 0, JobState.Accepted)]
    [InlineData(JobState.Accepted, 2, 0, JobState.Accepted)]
    [InlineData(JobState.Accepted, 0, 2, JobState.Running)]
    [InlineData(JobState.Running, 0, 2, JobState.Running)]
    [InlineData(JobState.Cancelled, 0, 2, JobState.Cancelled)]
    public void After_WhileMoreItemsMayCome_DoesNotEnd(JobState before, int pending, int succeeded, JobState after) =>
        Assert.Equal(after, before.After(new JobCounts(pending, 0, 0, succeeded, 0, 0), refused: 0, crawling: true));

    [Theory]
    [InlineData(JobState.Accepted, true, true)]
    [InlineData(JobState.Running, true, true)]
    [InlineData(JobState.Completed, false, true)]
    [InlineData(JobState.Cancelled, false, false)]
    public void Asking_DependsOnTheState(JobState state, bool cancel, bool retry) =>
        Assert.Equal((cancel, retry), (state.CanCancel(), state.CanRetry()));

    [Fact]
    public void Moved_AnyStates_KeepsTheTotal()
    {
        var counts = new JobCounts(1, 2, 3, 4, 5, 6);
        foreach (var from in Enum.GetValues<ItemState>())
            foreach (var to in Enum.GetValues<ItemState>())
            {
                var moved = counts.Moved(from, to);
                Assert.Equal(21, moved.Total);
                Assert.Equal(from == to, moved == counts);
                Assert.Equal(counts, moved.Moved(to, from));
            }
        Assert.Equal(new JobCounts(0, 0, 0, 4, 5, 12), counts.AllCancelled());
    }
}
