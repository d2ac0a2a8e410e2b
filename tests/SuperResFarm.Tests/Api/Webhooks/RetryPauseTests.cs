using SuperResFarm.Api.Webhooks;

namespace SuperResFarm.Tests.Api.Webhooks;

public class RetryPauseTests
{
    private static readonly WebhookOptions _usual = new();

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(7, 640)]
    [InlineData(8, 900)]
    [InlineData(1_000_000, 900)]
    public void Of_EachFailure_DoublesUpToAQuarterOfAnHour(int before, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPause.Of(before, null, _usual, 0.5));

    [Fact]
    public void Of_Chance_SpreadsAndNeverGoesOver()
    {
        Assert.Equal(TimeSpan.FromSeconds(4), RetryPause.Of(0, null, _usual, 0));
        Assert.Equal(TimeSpan.FromSeconds(6), RetryPause.Of(0, null, _usual, 1));
        Assert.Equal(TimeSpan.FromMinutes(15), RetryPause.Of(20, null, _usual, 1));
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(1, 5)]
    [InlineData(-5, 5)]
    [InlineData(86_400, 900)]
    public void Of_ReceiverAsksForTime_IsKeptWithinReason(double asked, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPause.Of(0, TimeSpan.FromSeconds(asked), _usual, 0.5));

    [Fact]
    public void Of_ThreeDays_AreSomeHundredTries()
    {
        var (tries, passed) = (0, TimeSpan.Zero);
        while (passed < _usual.GiveUpAfter)
            passed += RetryPause.Of(tries++, null, _usual, 0.5);
        Assert.InRange(tries, 200, 400);
    }
}
