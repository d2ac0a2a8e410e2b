using FsCheck.Xunit;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Tests.Jobs.Rules;

/// <summary>Any events in any order: the promises of the rules hold after each.</summary>
public class InterleavingTests
{
    [Property(MaxTest = 500)]
    public void Events_InAnyOrder_KeepEveryPromise(int seed)
    {
        var random = new Random(seed);
        var refused = random.Next(3);
        var items = Enumerable.Range(0, 5).Select(at => at < refused ? ItemLife.Refused : ItemLife.Fresh(3)).ToArray();
        var (counts, job) = (new JobCounts(items.Length - refused, 0, 0, 0, refused, 0), JobState.Accepted);
        for (var step = 0; step < 120; step++)
        {
            var at = random.Next(items.Length);
            var before = items[at];
            var happened = Event(random, before);
            if (before.After(happened) is not { } after)
                continue;
            items[at] = after;
            counts = counts.Moved(before.State, after.State);
            job = job.After(counts, refused);

            Assert.False(before.State.IsTerminal() && !(before.State == ItemState.Failed && happened.Kind == ItemEventKind.RetryAsked), "A terminal state changed.");
            Assert.True(after.Attempt >= before.Attempt && after.Attempt <= after.LastAttempt, "The attempt fell, or passed the last one.");
            Assert.True(before.State != ItemState.Pending || after.State != ItemState.Pending || after.Attempt > before.Attempt, "A new try without a new token.");
            Assert.Equal(items.GroupBy(item => item.State).ToDictionary(group => group.Key, group => group.Count()), Positive(counts));
            Assert.Equal(counts.Open == 0, job is JobState.Completed);
            Assert.True(before.Attempt > 0, "A refused item began.");
            Assert.InRange(after.GivenBack, before.GivenBack, before.GivenBack + (happened.Next == Disposition.Requeue ? 1 : 0));
        }
    }

    [Property(MaxTest = 200)]
    public void Attempts_OfAnItemThatAlwaysKillsItsWorker_AreTheBudget(byte budget)
    {
        var life = ItemLife.Fresh(1 + budget % 9);
        var begun = 0;
        for (; life.State == ItemState.Pending; begun++)
            life = life.After(new ItemEvent(ItemEventKind.Started, life.Attempt))!.Value.After(new ItemEvent(ItemEventKind.LeaseEnded, life.Attempt))!.Value;
        Assert.Equal((ItemState.Failed, 1 + budget % 9), (life.State, begun));
    }

    [Property(MaxTest = 200)]
    public void Attempts_OfAnItemThatIsOnlyEverGivenBack_End(byte budget)
    {
        var life = ItemLife.Fresh(1 + budget % 9);
        while (life.State == ItemState.Pending)
            life = life.After(new ItemEvent(ItemEventKind.Failed, life.Attempt, Disposition.Requeue))!.Value;
        // Nothing is charged before the hundredth; from then on the budget is.
        Assert.Equal((ItemState.Failed, ItemLife.ChargedFrom + budget % 9, ItemLife.ChargedFrom - 1), (life.State, life.Attempt, life.GivenBack));
    }

    private static ItemEvent Event(Random random, ItemLife life) => new(
        Enum.GetValues<ItemEventKind>()[random.Next(8)],
        life.Attempt - (random.Next(3) == 0 ? 1 : 0) + (random.Next(9) == 0 ? 1 : 0),
        Enum.GetValues<Disposition>()[random.Next(3)],
        Budget: 1 + random.Next(3));

    private static Dictionary<ItemState, int> Positive(JobCounts counts) => new[]
    {
        (ItemState.Pending, counts.Pending), (ItemState.Dispatched, counts.Dispatched), (ItemState.Running, counts.Running),
        (ItemState.Succeeded, counts.Succeeded), (ItemState.Failed, counts.Failed), (ItemState.Cancelled, counts.Cancelled),
    }.Where(count => count.Item2 != 0).ToDictionary(count => count.Item1, count => count.Item2);
}
