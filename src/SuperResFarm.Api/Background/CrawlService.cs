using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Background;

/// <summary>Goes on with the listings of prefixes that were not over when their jobs were accepted, whoever accepted them; a few at a time.</summary>
internal sealed class CrawlService(JobCrawls crawls, Crawler crawler, StartGate gate, IOptions<ApiOptions> options, TimeProvider time, ILogger<CrawlService> logger) : BackgroundService
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _countEvery = TimeSpan.FromSeconds(5);

    private (int Listing, int Waiting)? _seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var watched = FarmMetrics.Crawls.Watch(Counts);
        await Task.WhenAll(WorkAsync(stoppingToken), CountAsync(stoppingToken));
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        var turns = new List<Task>();
        try
        {
            while (true)
            {
                turns.RemoveAll(turn => turn.IsCompleted);
                if (turns.Count == options.Value.ParallelCrawls)
                    await Task.WhenAny(turns).WaitAsync(ct);
                else if (await ClaimAsync(ct) is { } claim)
                    turns.Add(TurnAsync(claim, ct));
                else
                    await Task.Delay(_lookEvery, time, ct);
            }
        }
        finally
        {
            await Task.WhenAll(turns);
        }
    }

    private async Task<CrawlClaim?> ClaimAsync(CancellationToken ct)
    {
        try
        {
            return await crawls.ClaimAsync(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.CrawlsUnseen(logger, fault);
            return null;
        }
    }

    // A claim that cannot be given back runs out.
    private async Task TurnAsync(CrawlClaim claim, CancellationToken ct)
    {
        try
        {
            await crawler.TurnAsync(claim, ct);
        }
        catch (Exception fault)
        {
            Log.CrawlBroke(logger, claim.JobId, fault);
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        using var turns = new PeriodicTimer(_countEvery, time);
        do
            try
            {
                _seen = await crawls.CountAsync(ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                _seen = null;   // whoever claims says it in the log
            }
        while (await turns.WaitForNextTickAsync(ct));
    }

    private IEnumerable<Measurement<long>> Counts() => _seen is not var (listing, waiting) ? []
        : [new(listing, Tags.State("listing")), new(waiting, Tags.State("waiting"))];
}
