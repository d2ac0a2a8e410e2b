using Microsoft.Extensions.Options;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Background;

/// <summary>Brings the database up to date at the start, or waits until somebody else has, however long it takes to answer, and lets everything else begin then.</summary>
internal sealed class MigrationService(
    JobsDatabase database, ItemLedger ledger, JobCrawls crawls, StartGate gate, IOptions<ApiOptions> options, TimeProvider time, ILogger<MigrationService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = new GrowingPause(); !await TryAsync(pause, stoppingToken);)
        {
        }
        gate.Open();
    }

    private async Task<bool> TryAsync(GrowingPause pause, CancellationToken stop)
    {
        try
        {
            if (options.Value.Migrate)
                await database.MigrateAsync(stop);
            else if (await database.ProbeAsync(stop) is { IsReady: false } probe)
                throw new InvalidOperationException(probe.Missing);
            Log.DatabaseReady(logger);
            if (options.Value.Embedded)
                await crawls.EndLeasesAsync(stop);
            if (options.Value.Embedded && await ledger.EndLeasesAsync(stop) is > 0 and var items)
                Log.LeasesEnded(logger, items);
            return true;
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            var wait = pause.Next();
            Log.DatabaseNotReady(logger, wait, fault);
            await Task.Delay(wait, time, stop);
            return false;
        }
    }
}
