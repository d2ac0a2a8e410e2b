using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Cli.Watching;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Cli.Watching;

public class JobLineTests
{
    [Fact]
    public void Of_JobThatRuns_TellsCountsRateAndTimeLeft()
    {
        var time = new FakeTimeProvider();
        var line = new JobLine(time);
        Assert.Equal("0/100 items  waiting", line.Of(Job("running", 0)));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("25/100 items  1 failed  2 cancelled  4 running  2.5 items/s  30 s left", line.Of(Job("running", 22, 1, 2, 4)));
    }

    [Fact]
    public void Of_JobWhoseEndTheFarmKnows_TellsThatOne()
    {
        var time = new FakeTimeProvider();
        var (line, now) = (new JobLine(time), time.GetUtcNow());
        line.Of(Job("running", 0));
        time.Advance(TimeSpan.FromSeconds(10));
        var eta = new EtaBody(new(50, 45, 55), new(40, 35, 45)) { Expected = now.AddSeconds(100), Earliest = now.AddSeconds(70), Latest = now.AddMinutes(3) };
        Assert.Equal("25/100 items  4 running  2.5 items/s  90 s left (60 s to 3 min)", line.Of(Job("running", 25, 0, 0, 4) with { Eta = eta }));
        Assert.EndsWith("30 s left", line.Of(Job("running", 25, 0, 0, 4) with { Eta = new EtaBody(eta.DeviceSecondsTotal, eta.DeviceSecondsLeft) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_JobThatHasEnded_TellsNoRate() => Assert.Equal("100/100 items", new JobLine(new FakeTimeProvider()).Of(Job("completed", 100)));

    [Theory]
    [InlineData("pending", 0, "[3] s3://in/a.png: pending")]
    [InlineData("running", 0.254, "[3] s3://in/a.png: running 25 %")]
    [InlineData("cancelled", 0, "[3] s3://in/a.png: cancelled")]
    public void Of_ItemWithoutResult_TellsItsState(string state, double progress, string expected) =>
        Assert.Equal(expected, JobLine.Of(new ItemBody(3, state, 1, "s3://in/a.png", null, progress, DateTimeOffset.UnixEpoch)));

    [Fact]
    public void Of_ItemThatWasThereAlready_SaysSo()
    {
        var result = new ItemResult("", 1, 40, 30, 20, 15, "", Adopted: true, TimeSpan.Zero);
        Assert.Equal(
            "[0] a: 20x15 -> 40x30 was there already, s3://out/a.png",
            JobLine.Of(new ItemBody(0, "succeeded", 1, "a", "s3://out/a.png", 1, DateTimeOffset.UnixEpoch, Result: result)));
    }

    private static JobBody Job(string state, int succeeded, int failed = 0, int cancelled = 0, int running = 0) => new(
        Guid.Empty, state, Priority.Normal, new(100, 100 - succeeded - failed - cancelled - running, 0, running, succeeded, failed, cancelled),
        new() { Model = "m" }, DateTimeOffset.UnixEpoch);
}
