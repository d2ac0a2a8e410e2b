using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Tests.Broker;

public class HandlersTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory, InlineData(0, 100), InlineData(1, 200), InlineData(5, 3200), InlineData(9, 30_000), InlineData(2_000_000_000, 30_000)]
    public async Task Run_HandlerFails_RestsLongerEachTimeBeforeTheMessageGoesBack(int before, int restMilliseconds)
    {
        var running = New().RunAsync(_ => throw new InvalidOperationException(), before, null, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(restMilliseconds - 1));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<InvalidOperationException>((await Assert.ThrowsAsync<GivenBackException>(() => running)).InnerException);
    }

    [Fact]
    public async Task Run_MessageFailsAgain_RestsLongerThoughNobodyCounted()
    {
        var (handlers, message) = (New(), Guid.NewGuid());
        foreach (var rest in new[] { 100, 200, 400 })
        {
            var running = handlers.RunAsync(_ => throw new InvalidOperationException(), 0, message, CancellationToken.None);
            _time.Advance(TimeSpan.FromMilliseconds(rest - 1));
            Assert.False(running.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Assert.ThrowsAsync<GivenBackException>(() => running);
        }
        await handlers.RunAsync(_ => Task.CompletedTask, 0, message, CancellationToken.None);
        var again = handlers.RunAsync(_ => throw new InvalidOperationException(), 0, message, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<GivenBackException>(() => again);
    }

    [Fact]
    public async Task Run_StoppedWhileResting_GoesBackAtOnce()
    {
        var handlers = New();
        var running = handlers.RunAsync(_ => throw new InvalidOperationException(), 10, null, CancellationToken.None);
        await handlers.StopAsync(_ => Task.CompletedTask, CancellationToken.None);
        await Assert.ThrowsAsync<GivenBackException>(() => running);
    }

    [Fact]
    public async Task Run_Lost_TokenFiresAndNothingRests()
    {
        using var lost = new CancellationTokenSource();
        var running = New().RunAsync(ct => Task.Delay(Timeout.Infinite, ct), 10, null, lost.Token);
        await lost.CancelAsync();
        await Assert.ThrowsAsync<GivenBackException>(() => running);
    }

    [Fact]
    public async Task Run_Stopped_IsNotBegun()
    {
        var handlers = New();
        await handlers.StopAsync(_ => Task.CompletedTask, CancellationToken.None);
        var fault = await Assert.ThrowsAsync<GivenBackException>(() => handlers.RunAsync(_ => throw new InvalidOperationException(), 0, null, CancellationToken.None));
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public async Task Stop_HandlersGoOn_IsWaitedForUntilPatienceEnds()
    {
        using var hurry = new CancellationTokenSource();
        var stopping = New().StopAsync(ct => Task.Delay(Timeout.Infinite, ct), hurry.Token);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(stopping.IsCompleted);
        await hurry.CancelAsync();
        Assert.False(stopping.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await stopping;
    }

    private Handlers New() => new("queue", _time, NullLogger.Instance);
}
