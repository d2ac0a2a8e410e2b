using System.Diagnostics;
using SuperResFarm.Inference.Benching;

namespace SuperResFarm.Tests.Inference.Benching;

public class SpreadTests
{
    private static readonly long _second = Stopwatch.Frequency;

    [Fact]
    public void Of_Five_TakesTheOrderedPlaces()
    {
        var spread = Spread.Of([5, 1, 4, 2, 3]);
        Assert.Equal(new(2, 3, 4), spread);
        Assert.Equal(1 / 3.0, spread.Relative, 12);
    }

    [Fact]
    public void Of_Two_Interpolates() => Assert.Equal(new(1.25, 1.5, 1.75), Spread.Of([2, 1]));

    [Fact]
    public void Of_One_HasNoWidth() => Assert.Equal(new(7, 7, 7), Spread.Of([7]));

    [Fact]
    public void Of_None_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Of([]));

    [Fact]
    public void Stretches_EachRound_IsTimedForItself()
    {
        // Two tiles at the same time: rounds of 2, 4 and 1 seconds; the last tile has no partner.
        var times = Stretches.SecondsPerTile(10, [.. new double[] { 1, 2, 3, 6, 6.5, 7, 9 }.Select(At)], 2);
        Assert.Equal([1, 2, 0.5], times.Select(time => Math.Round(time, 6)));

        long At(double seconds) => 10 + (long)(seconds * _second);
    }

    [Fact]
    public void Stretches_ManyRounds_AreJoinedIntoAFew()
    {
        var times = Stretches.SecondsPerTile(0, [.. Enumerable.Range(1, 101).Select(tile => tile * _second)], 2);
        Assert.InRange(times.Count, Stretches.Most / 2, Stretches.Most);
        Assert.All(times, time => Assert.Equal(1, time, 6));
    }

    [Fact]
    public void Stretches_LessThanARound_TellNothing() => Assert.Empty(Stretches.SecondsPerTile(0, [_second], 2));
}
