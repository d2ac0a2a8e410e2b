using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Reports;

namespace SuperResFarm.Tests.Worker;

public class ReportSenderTests
{
    private static readonly ItemFailed _report =
        new WorkerIdentity(Options.Create(new WorkerOptions()), Rooms.Processor).Failed(Items.Any, FailureCode.Internal, Disposition.Retry, "It failed.");

    private readonly FakeTimeProvider _time = new();
    private readonly QuietBroker _broker = new();

    [Fact]
    public async Task Send_BrokerRefusesAndFallsSilent_GoesOnUntilItIsTaken()
    {
        var tries = 0;
        _broker.Taking = (_, ct) => Interlocked.Increment(ref tries) switch
        {
            <= 3 => throw new BrokerException("no"),
            <= 5 => Task.Delay(Timeout.Infinite, ct),
            _ => Task.CompletedTask,
        };
        var sending = Sender().SendAsync(_report, default);
        while (!sending.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
        await sending;
        Assert.Equal(6, tries);
        Assert.Equal([_report], _broker.Reports);
    }

    [Fact]
    public async Task Send_ProcessEnds_LeavesItToTheBroker()
    {
        _broker.Taking = (_, ct) => Task.Delay(Timeout.Infinite, ct);
        using var end = new CancellationTokenSource();
        var sending = Sender().SendAsync(_report, end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private ReportSender Sender() => new(_broker, _time, NullLogger<ReportSender>.Instance);
}
