using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Reports;

namespace SuperResFarm.Tests.Worker;

public sealed class HeartbeatsTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly QuietBroker _broker = new();
    private readonly Heartbeats _beats;

    public HeartbeatsTests()
    {
        var options = Options.Create(new WorkerOptions { Name = "w", Heartbeat = _beat });
        _beats = new Heartbeats(_broker, new WorkerIdentity(options, Rooms.Processor), options, _time, NullLogger<Heartbeats>.Instance);
    }

    public Task InitializeAsync() => _beats.StartAsync(default);

    public Task DisposeAsync() => _beats.StopAsync(default);

    public void Dispose() => _beats.Dispose();

    [Fact]
    public async Task Beat_LongItem_TellsItsBeginThenOnlyTheLatest()
    {
        using var beat = _beats.Begin(Items.Any);
        await PassAsync(Heartbeats.First, reports: 1);
        foreach (var done in new[] { 0.1, 0.2, 0.3 })
            beat.Report(done);
        await PassAsync(_beat, reports: 2);
        await PassAsync(_beat, reports: 3);   // nothing has moved, and still it lives
        Assert.Collection(_broker.Reports,
            report => Assert.Equal("w", Assert.IsType<ItemStarted>(report).Worker),
            report => Assert.Equal(0.3, Assert.IsType<ItemProgressed>(report).Done),
            report => Assert.Equal(0.3, Assert.IsType<ItemProgressed>(report).Done));
    }

    [Fact]
    public async Task Beat_ItemThatEndsAtOnce_IsNotToldOf()
    {
        using (_beats.Begin(Items.Any))
            await SettleAsync();
        using var other = _beats.Begin(Items.Any with { Item = 8 });
        await PassAsync(Heartbeats.First, reports: 1);
        Assert.Equal(8, Assert.Single(_broker.Reports).Item);
    }

    [Fact]
    public async Task Beat_ItemThatHasEnded_FallsSilent()
    {
        var beat = _beats.Begin(Items.Any);
        using var other = _beats.Begin(Items.Any with { Item = 8 });
        await PassAsync(Heartbeats.First, reports: 2);
        beat.Dispose();
        await PassAsync(_beat, reports: 3);
        Assert.Equal(8, _broker.Reports.Last().Item);
    }

    [Fact]
    public async Task Beat_BrokerRefuses_TellsTheBeginNextTime()
    {
        var refused = 0;
        _broker.Taking = (_, _) => Interlocked.Increment(ref refused) == 1 ? throw new BrokerException("no") : Task.CompletedTask;
        using var beat = _beats.Begin(Items.Any);
        await AdvanceUntilAsync(Heartbeats.First, () => refused == 1);
        await PassAsync(_beat, reports: 1);
        Assert.IsType<ItemStarted>(Assert.Single(_broker.Reports));
    }

    [Fact]
    public async Task Beat_BrokerIsSilent_GivesUpAndGoesOn()
    {
        var asked = 0;
        _broker.Taking = (_, ct) => Interlocked.Increment(ref asked) == 1 ? Task.Delay(Timeout.Infinite, ct) : Task.CompletedTask;
        using var beat = _beats.Begin(Items.Any);
        await AdvanceUntilAsync(Heartbeats.First, () => asked == 1);
        await AdvanceUntilAsync(_beat, () => asked == 2);
        await Items.UntilAsync(() => _broker.Reports.Count == 1);
    }

    private async Task PassAsync(TimeSpan time, int reports)
    {
        var before = _broker.Reports.Count;
        await SettleAsync();
        Assert.Equal(before, _broker.Reports.Count);
        await AdvanceUntilAsync(time, () => _broker.Reports.Count >= reports);
        Assert.Equal(reports, _broker.Reports.Count);
    }

    // The loop may not be waiting yet when the clock moves on; then it is moved on in small steps, which change nothing of what is due.
    private async Task AdvanceUntilAsync(TimeSpan time, Func<bool> condition)
    {
        await SettleAsync();
        _time.Advance(time);
        for (var i = 0; i < 400 && !condition(); i++)
        {
            await Task.Delay(5);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.True(condition());
    }

    private static async Task SettleAsync() => await Task.Delay(20);
}
