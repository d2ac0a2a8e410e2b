using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Cli.Watching;

namespace SuperResFarm.Tests.Cli.Watching;

public class RateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Rate _rate;

    public RateTests() => _rate = new Rate(_time, TimeSpan.FromSeconds(60));

    [Fact]
    public void PerSecond_NothingGrown_IsNotKnown()
    {
        Assert.Null(_rate.PerSecond);
        Note((0, 5), (10, 5));
        Assert.Null(_rate.PerSecond);
        Assert.Null(_rate.TimeFor(10));
    }

    [Fact]
    public void PerSecond_SteadyGrowth_IsItsSlope()
    {
        Note((0, 100), (10, 120), (10, 140));
        Assert.Equal(2, _rate.PerSecond!.Value, 6);
        Assert.Equal(TimeSpan.FromSeconds(30), _rate.TimeFor(60));
    }

    [Fact]
    public void PerSecond_PaceChanges_IsThatOfTheLastWhile()
    {
        Note((0, 0), (10, 1000));
        for (var at = 1; at <= 20; at++)
            Note((10, 1000 + (10 * at)));
        Assert.InRange(_rate.PerSecond!.Value, 0.9, 1.1);
    }

    [Fact]
    public void PerSecond_Standstill_Falls()
    {
        Note((0, 0), (10, 20));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0.5, _rate.PerSecond!.Value, 6);
    }

    [Fact]
    public void PerSecond_FewerThanBefore_BeginsAnew()
    {
        Note((0, 0), (10, 50), (10, 40));
        Assert.Null(_rate.PerSecond);
        Note((10, 45));
        Assert.Equal(0.5, _rate.PerSecond!.Value, 6);
    }

    [Fact]
    public void TimeFor_NothingLeft_IsZeroAndHopelessPaceIsNotTold()
    {
        Note((0, 0), (1, 1));
        Assert.Equal(TimeSpan.Zero, _rate.TimeFor(0));
        _time.Advance(TimeSpan.FromDays(10));
        Assert.Null(_rate.TimeFor(int.MaxValue));
    }

    [Fact]
    public void Note_ManyTimes_KeepsOnlyTheLastWhile()
    {
        for (var at = 0; at < 10_000; at++)
            Note((1, at));
        Assert.Equal(1, _rate.PerSecond!.Value, 6);
    }

    private void Note(params (int After, int Count)[] counts)
    {
        foreach (var (after, count) in counts)
        {
            _time.Advance(TimeSpan.FromSeconds(after));
            _rate.Note(count);
        }
    }
}
