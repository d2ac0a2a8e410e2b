using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference.Sessions;

public class DeviceClockTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Read_TwoLanesOverlap_LanesAddUpAndTheDeviceDoesNot()
    {
        var clock = new DeviceClock(_time);
        clock.Run(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            clock.Run(() => _time.Advance(TimeSpan.FromSeconds(2)));
            _time.Advance(TimeSpan.FromSeconds(3));
        });
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(6)), clock.Read());
    }

    [Fact]
    public void Read_DuringARun_CountsWhatHasPassed()
    {
        var clock = new DeviceClock(_time);
        clock.Run(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)), clock.Read());
        });
    }

    [Fact]
    public void Run_ThatFails_Ends()
    {
        var clock = new DeviceClock(_time);
        Assert.Throws<InvalidOperationException>(() => clock.Run(() => throw new InvalidOperationException()));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(default, clock.Read());
    }
}
