using Microsoft.Extensions.Options;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Jobs.Deletion;

namespace SuperResFarm.Api.Background;

/// <summary>Deletes jobs that are kept no longer, and removes what is left of deleted ones.</summary>
internal sealed class DeletionService(
    DeletedJobs deleted, Retention retention, ResultRemoval results, StartGate gate, IOptions<ApiOptions> options, TimeProvider time, ILogger<DeletionService> logger) : BackgroundService
{
    private const int ItemsAtOnce = 1000;
    private const int ResultsAtOnce = 100;
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        await Task.WhenAll(SweepAsync(stoppingToken), RetainAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        using var turns = new PeriodicTimer(_every, time);
        do
            try
            {
                while (await deleted.ClaimAsync(_lease, stop) is { } job)
                    await RemoveAsync(job, stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                Log.DeletionWaits(logger, fault);
            }
        while (await turns.WaitForNextTickAsync(stop));
    }

    private async Task RemoveAsync(DeletedJob job, CancellationToken stop)
    {
        do
        {
            var end = (int)Math.Min((long)job.Next + (job.Results ? ResultsAtOnce : ItemsAtOnce), job.Items);
            var (gone, kept) = job.Results ? await results.RemoveAsync(job, await deleted.ResultsAsync(job, end, stop), stop) : (0, 0);
            if (await deleted.ForgetAsync(job, end, gone, kept, _lease, stop) is not { } left)
                return;
            job = left;
        }
        while (!job.IsEmpty);
        Log.JobRemoved(logger, job.Id, job.Tenant, job.Items, job.ResultsDeleted, job.ResultsKept);
    }

    private async Task RetainAsync(CancellationToken stop)
    {
        using var turns = new PeriodicTimer(options.Value.RetentionSweep, time);
        do
            try
            {
                if (await retention.DeleteOldAsync(options.Value.Retention, stop) is > 0 and var jobs)
                    Log.JobsExpired(logger, jobs);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                Log.DeletionWaits(logger, fault);
            }
        while (await turns.WaitForNextTickAsync(stop));
    }
}
