using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Tests.Jobs.Rules;

public class ItemLifeTests
{
    // Attempt 2 of 3, so that an older, this and a newer attempt exist. Each cell: what the event of THIS attempt leads to;
    // "-" not taken, "+" the next attempt.
    private static readonly string[] _table =
    [
        //              pending     dispatched  running     succeeded  failed    cancelled
        "Confirmed      Dispatched  -           -           -          -         -",
        "Started        Running     Running     Running     -          -         -",
        "Progressed     Running     Running     Running     -          -         -",
        "Upscaled       Succeeded   Succeeded   Succeeded   -          -         -",
        "Failed/Reject  Failed      Failed      Failed      -          -         -",
        "Failed/Retry   Pending+    Pending+    Pending+    -          -         -",
        "Failed/Requeue Pending+    Pending+    Pending+    -          -         -",
        "LeaseEnded     -           Pending     Pending+    -          -         -",
        "CancelAsked    Cancelled   Cancelled   Cancelled   -          -         -",
        "RetryAsked     -           -           -           -          Pending+  -",
    ];

    public static TheoryData<ItemState, ItemEventKind, Disposition, string> Cells()
    {
        var cells = new TheoryData<ItemState, ItemEventKind, Disposition, string>();
        foreach (var words in _table.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            foreach (var state in Enum.GetValues<ItemState>())
            {
                var kind = words[0].Split('/');
                cells.Add(state, Enum.Parse<ItemEventKind>(kind[0]), kind.Length > 1 ? Enum.Parse<Disposition>(kind[1]) : default, words[1 + (int)state]);
            }
        return cells;
    }

    [Fact]
    public void Table_NamesEveryEvent() =>
        Assert.Equal(Enum.GetValues<ItemEventKind>(), _table.Select(row => Enum.Parse<ItemEventKind>(row.Split(' ', '/')[0])).Distinct());

    [Theory, MemberData(nameof(Cells))]
    public void After_EventOfThisAttempt_IsAsTheTableSays(ItemState state, ItemEventKind kind, Disposition next, string expected)
    {
        var after = new ItemLife(state, 2, 3).After(new ItemEvent(kind, 2, next, Budget: 3));
        if (expected == "-")
        {
            Assert.Null(after);
            return;
        }
        Assert.Equal(Enum.Parse<ItemState>(expected.TrimEnd('+')), after!.Value.State);
        Assert.Equal(expected.EndsWith('+') ? 3 : 2, after.Value.Attempt);
    }

    [Theory, MemberData(nameof(Cells))]
    public void After_EventOfAnotherAttempt_IsNotTaken(ItemState state, ItemEventKind kind, Disposition next, string expected)
    {
        if (kind is ItemEventKind.CancelAsked or ItemEventKind.RetryAsked)
            return;
        Assert.NotEmpty(expected);
        foreach (var attempt in new[] { 0, 1, 3, int.MaxValue })
            Assert.Null(new ItemLife(state, 2, 3).After(new ItemEvent(kind, attempt, next)));
    }

    [Theory]
    [InlineData(ItemEventKind.Failed)]
    [InlineData(ItemEventKind.LeaseEnded)]
    public void After_LostOrFailedLastAttempt_IsFailed(ItemEventKind kind) =>
        Assert.Equal(new ItemLife(ItemState.Failed, 3, 3), new ItemLife(ItemState.Running, 3, 3).After(new ItemEvent(kind, 3, Disposition.Retry)));

    [Fact]
    public void After_Requeue_ChargesNothing() =>
        Assert.Equal(new ItemLife(ItemState.Pending, 4, 4, GivenBack: 1), new ItemLife(ItemState.Running, 3, 3).After(new ItemEvent(ItemEventKind.Failed, 3, Disposition.Requeue)));

    [Theory]
    [InlineData(99, 101, ItemState.Pending, 100, 102, 1)]
    [InlineData(100, 102, ItemState.Pending, 101, 102, 0)]
    [InlineData(102, 102, ItemState.Failed, 102, 102, 0)]
    public void After_Requeue_IsChargedFromTheHundredthAttemptOn(int attempt, int last, ItemState state, int next, int nextLast, int givenBack) =>
        Assert.Equal(new ItemLife(state, next, nextLast, givenBack),
            new ItemLife(ItemState.Running, attempt, last).After(new ItemEvent(ItemEventKind.Failed, attempt, Disposition.Requeue)));

    [Fact]
    public void After_AnythingThatHappensToARefusedItem_IsNotTaken()
    {
        foreach (var kind in Enum.GetValues<ItemEventKind>())
            foreach (var next in Enum.GetValues<Disposition>())
                Assert.Null(ItemLife.Refused.After(new ItemEvent(kind, 0, next, Budget: 3)));
    }

    [Fact]
    public void After_RetryAsked_GrantsANewBudget() =>
        Assert.Equal(new ItemLife(ItemState.Pending, 4, 6), new ItemLife(ItemState.Failed, 3, 3).After(new ItemEvent(ItemEventKind.RetryAsked, Budget: 3)));

    [Fact]
    public void After_WhatIsNoEvent_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ItemLife.Fresh(3).After(new ItemEvent((ItemEventKind)99, 1)));
}
