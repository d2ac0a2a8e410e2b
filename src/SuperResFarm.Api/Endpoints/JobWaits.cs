using SuperResFarm.Api.Events;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Waits for the end of jobs, for those who would rather not ask again.</summary>
internal sealed class JobWaits(JobWatches watches, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <returns>The job as it stands at its end, or when the time is over or this process stops.</returns>
    /// <param name="job">As it stands.</param>
    /// <param name="longest">How long.</param>
    /// <param name="ct">The client has left.</param>
    public async Task<JobView> ForEndAsync(JobView job, TimeSpan longest, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token, lifetime.ApplicationStopping);
        using var ticket = watches.Enter(job);
        try
        {
            while (!ticket.Watch.Now.HasEnded)
                await ticket.Watch.Now.Replaced.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // As it stands then.
        }
        return ticket.Watch.Now.Job;
    }
}
