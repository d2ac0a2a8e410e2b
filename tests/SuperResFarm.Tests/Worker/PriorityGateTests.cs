using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Tests.Worker;

public class PriorityGateTests
{
    [Fact]
    public async Task Enter_Full_LetsUrgentOnesInFirstAndEqualsInOrder()
    {
        var gate = new PriorityGate(1);
        var inside = await gate.EnterAsync(Priority.Bulk, alone: false, default);
        (Priority, string)[] arriving =
            [(Priority.Bulk, "b1"), (Priority.Normal, "n1"), (Priority.High, "h1"), (Priority.Bulk, "b2"), (Priority.High, "h2"), (Priority.Normal, "n2")];
        var waiting = arriving.Select(each => (Name: each.Item2, Turn: gate.EnterAsync(each.Item1, alone: false, default))).ToList();
        var order = new List<string>();
        while (waiting.Count > 0)
        {
            inside.Dispose();
            var next = await Task.WhenAny(waiting.Select(each => each.Turn));
            Assert.Single(waiting, each => each.Turn.IsCompleted);
            inside = await next;
            order.Add(waiting.Single(each => each.Turn == next).Name);
            waiting.RemoveAll(each => each.Turn == next);
        }
        Assert.Equal(["h1", "h2", "n1", "n2", "b1", "b2"], order);
    }

    [Fact]
    public async Task Enter_Places_AreNeverExceeded()
    {
        const int Places = 3;
        var gate = new PriorityGate(Places);
        var (inside, most) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (i, ct) =>
        {
            using var place = await gate.EnterAsync((Priority)(i % 3), alone: false, ct);
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        });
        Assert.InRange(most, 1, Places);
        // All places are free again.
        var all = await Task.WhenAll(Enumerable.Range(0, Places).Select(_ => gate.EnterAsync(Priority.Bulk, alone: false, default)));
        Assert.False(gate.EnterAsync(Priority.High, alone: false, default).IsCompleted);
        Assert.Equal(Places, all.Length);
    }

    [Fact]
    public async Task Dispose_Twice_FreesOnePlace()
    {
        var gate = new PriorityGate(1);
        var place = await gate.EnterAsync(Priority.High, alone: false, default);
        place.Dispose();
        place.Dispose();
        using var again = await gate.EnterAsync(Priority.High, alone: false, default);
        Assert.False(gate.EnterAsync(Priority.High, alone: false, default).IsCompleted);
    }

    [Fact]
    public async Task Enter_GivesUpWaiting_LeavesItsTurnToTheNext()
    {
        var gate = new PriorityGate(1);
        var inside = await gate.EnterAsync(Priority.Normal, alone: false, default);
        using var stop = new CancellationTokenSource();
        var impatient = gate.EnterAsync(Priority.High, alone: false, stop.Token);
        var patient = gate.EnterAsync(Priority.Bulk, alone: false, default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        inside.Dispose();
        (await patient).Dispose();
    }

    [Fact]
    public async Task Close_WhoWaitsAndWhoComes_GoesBackUncharged()
    {
        var gate = new PriorityGate(1);
        using var inside = await gate.EnterAsync(Priority.Normal, alone: false, default);
        var waiting = gate.EnterAsync(Priority.High, alone: false, default);
        gate.Close();
        foreach (var refused in new[] { waiting, gate.EnterAsync(Priority.High, alone: false, default) })
        {
            var fault = await Assert.ThrowsAsync<FarmException>(() => refused);
            Assert.Equal((FailureCode.Cancelled, Disposition.Requeue), (fault.Code, fault.Next));
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    [Fact]
    public async Task Enter_Alone_WaitsForAllPlacesAndHoldsUpTheOthers()
    {
        var gate = new PriorityGate(2);
        var first = await gate.EnterAsync(Priority.Normal, alone: false, default);
        var alone = gate.EnterAsync(Priority.Normal, alone: true, default);
        var later = gate.EnterAsync(Priority.Normal, alone: false, default);
        Assert.False(alone.IsCompleted || later.IsCompleted);
        first.Dispose();
        var inside = await alone;
        Assert.False(later.IsCompleted);
        inside.Dispose();
        (await later).Dispose();
    }

    [Fact]
    public async Task Enter_UrgentOnesWithoutEnd_LetsTheOthersInToo()
    {
        var gate = new PriorityGate(1);
        var inside = await gate.EnterAsync(Priority.High, alone: false, default);
        var patient = gate.EnterAsync(Priority.Bulk, alone: false, default);
        var urgent = 0;
        for (var next = gate.EnterAsync(Priority.High, alone: false, default); !patient.IsCompleted; urgent++)
        {
            inside.Dispose();
            inside = await await Task.WhenAny(next, patient);
            if (next.IsCompleted)
                next = gate.EnterAsync(Priority.High, alone: false, default);
        }
        Assert.InRange(urgent, 1, PriorityGate.TurnsOfUrgency);
    }
}
