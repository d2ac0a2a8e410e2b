using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Reports;

/// <summary>Brings the last report of an attempt to the broker, however long that takes.</summary>
internal sealed class ReportSender(IFarmBroker broker, TimeProvider time, ILogger<ReportSender> logger)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    /// <summary>Sends until the broker has it. An absent broker answers nothing at all, so each try has its time.</summary>
    /// <param name="report">What.</param>
    /// <param name="ct">The process ends; the message that is answered will be delivered again.</param>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="ct"/>; the broker may have it or not.</exception>
    public async Task SendAsync(IItemReport report, CancellationToken ct)
    {
        for (var failures = 0; !await TrySendAsync(report, ct); failures++)
            await Task.Delay(PauseAfter(failures), time, ct);
    }

    private async Task<bool> TrySendAsync(IItemReport report, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            await broker.SendAsync(report, either.Token);
            return true;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.ReportUnsent(logger, fault, report.GetType().Name);
            return false;
        }
    }

    // Half of it is left to chance: many workers lose the same broker at the same moment.
    private static TimeSpan PauseAfter(int failures) =>
        TimeSpan.FromTicks((long)(Math.Min(_longestPause.Ticks, _firstPause.Ticks * Math.Pow(2, Math.Min(failures, 20))) * (0.5 + Random.Shared.NextDouble() / 2)));
}
