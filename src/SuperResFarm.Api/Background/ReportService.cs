using Microsoft.Extensions.Options;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Api.Background;

/// <summary>Takes the workers' reports from the broker once the database can take them, and writes what it has taken before it stops.</summary>
internal sealed class ReportService(
    IFarmBroker broker, ReportInbox inbox, ReportLedger ledger, StartGate gate, IOptions<ApiOptions> options, TimeProvider time, ILogger<ReportService> logger)
    : BackgroundService
{
    private readonly CancellationTokenSource _hurry = new();
    private ISubscription? _subscription;
    private Task _writing = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        _writing = ledger.RunAsync(_hurry.Token);
        for (var pause = new GrowingPause(); _subscription is null;)
            try
            {
                _subscription = await broker.TakeReportsAsync(options.Value.ReportPrefetch, inbox.PutAsync, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                var wait = pause.Next();
                Log.NoReports(logger, wait, fault);
                await Task.Delay(wait, time, stoppingToken);
            }
        // A writer that falls over must not leave reports waiting for ever: the host ends, and is started again.
        await _writing.WaitAsync(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var hurry = cancellationToken.Register(_hurry.Cancel);
            if (_subscription is not null)
                await _subscription.StopAsync(cancellationToken);
            inbox.Close();
            await _writing;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The database is away and the time to stop is over; the broker has the reports.
        }
    }

    public override void Dispose()
    {
        _hurry.Dispose();
        base.Dispose();
    }
}
