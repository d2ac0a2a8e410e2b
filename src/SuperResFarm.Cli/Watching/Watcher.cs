using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>Follows a job to its end.</summary>
/// <param name="client">The farm.</param>
/// <param name="view">Is told.</param>
/// <param name="time">Clock.</param>
internal sealed class Watcher(FarmClient client, IJobView view, TimeProvider time)
{
    /// <param name="id">The job.</param>
    /// <param name="ct">Stops watching; the job goes on.</param>
    /// <returns>The job at its end.</returns>
    /// <exception cref="CommandException">The farm is gone for too long, does not know the job, or is none.</exception>
    public async Task<JobBody> WatchAsync(Guid id, CancellationToken ct)
    {
        client.Http.Waiting = view.Note;
        // The events of a job that has gone on for long begin with many items; meanwhile it is seen how it stands.
        view.Progressed(await client.JobAsync(id, ct));
        await foreach (var seen in new JobEvents(client, id, time).ReadAsync(ct))
        {
            if (seen.Item is { } item)
                view.Ended(item);
            else if (seen is { Job: { } job, IsEnd: true })
            {
                view.Completed(job);
                return job;
            }
            else
                view.Progressed(seen.Job!);   // an event is about an item or the job
        }
        throw new InvalidOperationException("The events ended without an end.");
    }
}
