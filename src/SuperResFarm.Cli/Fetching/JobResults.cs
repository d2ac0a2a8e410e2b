using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Uploading;
using SuperResFarm.Cli.Watching;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Fetching;

/// <summary>Gets the results of jobs into a folder: of a job that runs, each as it succeeds.</summary>
/// <param name="client">The farm.</param>
/// <param name="store">The way to its store.</param>
/// <param name="state">Of the folder.</param>
/// <param name="json">Whether a machine reads the output.</param>
/// <param name="overwrite">Whether files that no farm has made are replaced.</param>
internal sealed class JobResults(FarmClient client, StoreHttp store, FarmState state, bool json, bool overwrite)
{
    private int _fetched;

    /// <summary>Fetches what is there now.</summary>
    /// <returns>The exit code: good when no item failed and each result that is there was fetched.</returns>
    public async Task<int> FetchAsync(Guid job, CancellationToken ct)
    {
        var now = await client.JobAsync(job, ct);
        var fetcher = New(job);
        await fetcher.RestAsync(ct);
        if (!json && !now.HasEnded())
            Console.WriteLine($"{now.Counts.Total - now.Counts.Succeeded - now.Counts.Failed - now.Counts.Cancelled} of {Count.Of(now.Counts.Total, "item")} have not ended yet: the same again fetches the rest, --wait waits for it.");
        return Conclude(now, fetcher);
    }

    /// <summary>Watches a job and fetches.</summary>
    /// <param name="job">Which.</param>
    /// <param name="nameOf">An image's own name, by its number; null: it has none here.</param>
    /// <param name="watch">Watches, with what it is given around its view, and returns the exit code.</param>
    /// <param name="ct">Stops; the job goes on, and what was fetched stays.</param>
    /// <returns>The exit code: good when every item succeeded and was fetched.</returns>
    public async Task<int> WatchAsync(Guid job, Func<int, string?> nameOf, Func<Func<IJobView, IJobView>, CancellationToken, Task<int>> watch, CancellationToken ct)
    {
        var fetcher = New(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var fetching = fetcher.RunAsync(stop.Token);
        var watching = watch(view => new FetchingView(view, nameOf, fetcher), stop.Token);
        try
        {
            // A fault of the fetching, a full disk say, ends the watching.
            if (await Task.WhenAny(fetching, watching) == fetching)
                await fetching;
            var seen = await watching;
            fetcher.Close();
            await fetching;
            if (seen == ExitCodes.Interrupted)
                return seen;
            await fetcher.RestAsync(ct);
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(fetching, watching).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
        var end = await client.JobAsync(job, ct);
        if (end.HasEnded())
            state.Add(new StateLine(StateLine.EndKind) { Job = job, Total = end.Counts.Total, Succeeded = end.Counts.Succeeded });
        return Conclude(end, fetcher);
    }

    private Fetcher New(Guid job) => new(client, store, state, job, overwrite, (link, path) =>
    {
        Interlocked.Increment(ref _fetched);
        if (json)
            Console.WriteLine(CliJson.Line(new { Event = "fetched", Job = job, link.Number, link.Source, File = path, link.Bytes, link.Sha256 }));
    });

    private int Conclude(JobBody job, Fetcher fetcher)
    {
        if (!json)
            Console.WriteLine($"{Count.Of(_fetched, "result")} fetched; {state.FetchedOf(job.Id)} of {job.Counts.Total} are in '{state.Folder}'.");
        return job.Counts.Failed + job.Counts.Cancelled + fetcher.Failed == 0 ? ExitCodes.Good : ExitCodes.SomeFailed;
    }
}
