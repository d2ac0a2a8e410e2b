using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Fetching;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Uploading;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>Runs a submission that begins or ends on this machine: uploads, submits, watches, fetches, and goes on where an earlier run was stopped.</summary>
/// <param name="client">The farm.</param>
/// <param name="farm">Its address.</param>
/// <param name="store">The way to its store.</param>
/// <param name="watch">Watches.</param>
/// <param name="parsed">The command line.</param>
/// <param name="submit">Submits a request with its list of images under a key.</param>
internal sealed class LocalRun(
    FarmClient client, Uri farm, StoreHttp store, WatchOptions watch, ParseResult parsed, Func<JobRequest, LocalList?, string, CancellationToken, Task<JobBody>> submit)
{
    private bool _isBusy;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(LocalOrder order, CancellationToken ct)
    {
        var ask = Ask.Of(farm, order.Request, order.List is null ? null : await order.List.Sha256Async(ct));
        using var state = FarmState.Open(order.Folder is null ? Ask.StateFileOf(ask, order.Paths) : Path.Combine(order.Folder, FarmState.FileName), order.Again);
        try
        {
            var jobs = await SubmitAsync(order, ask, state, ct);
            var code = ExitCodes.Good;
            foreach (var job in jobs)
                code = Worse(code, await FollowAsync(order, job, state, ct));
            if (!_isBusy && code == ExitCodes.Good)
                await SayDoneAsync(order, jobs, ct);
            return code;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. The same command again goes on from here.");
            return ExitCodes.Interrupted;
        }
    }

    private async Task<IReadOnlyList<FarmOrder>> SubmitAsync(LocalOrder order, string ask, FarmState state, CancellationToken ct)
    {
        var uploader = new Uploader(client, farm.AbsoluteUri, store, state, TimeProvider.System);
        var submission = new LocalSubmission(state, uploader, submit);
        if (order.Paths.Count == 0)
            return [await submission.RunAsync(order.Request, order.List, ask, order.Key, Submitted, ct)];
        var images = LocalImage.Find(order.Paths, order.Folder, state.IsResult);
        return await submission.RunAsync(order.Request, ask, images, order.Key, total => new Transfers("uploaded", total, order.Json, TimeProvider.System), Submitted, ct);

        void Submitted(JobBody job)
        {
            _isBusy = true;
            SubmitCommand.Say(job, order.Json, goesOn: true);
        }
    }

    private async Task<int> FollowAsync(LocalOrder order, FarmOrder one, FarmState state, CancellationToken ct)
    {
        var job = one.Job!.Value;   // all of them are submitted
        if (!order.Waits || (state.EndOf(job) is { } end && end.Succeeded == end.Total && (order.Folder is null || state.FetchedOf(job) == end.Total)))
            return ExitCodes.Good;
        _isBusy = true;
        string? NameOf(int number) => number < one.Files.Count ? one.Files[number].Image.Path : null;
        if (order.Folder is not null)
            return await new JobResults(client, store, state, order.Json, order.Overwrites).WatchAsync(job, NameOf, (around, stop) => watch.WatchAsync(client, job, parsed, stop, around), ct);
        var code = await watch.WatchAsync(client, job, parsed, ct, view => new FetchingView(view, NameOf, fetcher: null));
        if (code == ExitCodes.Good && (await client.JobAsync(job, ct)).Counts is var counts)
            state.Add(new StateLine(StateLine.EndKind) { Job = job, Total = counts.Total, Succeeded = counts.Succeeded });
        return code;
    }

    private async Task SayDoneAsync(LocalOrder order, IReadOnlyList<FarmOrder> jobs, CancellationToken ct)
    {
        // Whoever only submits wants to know the job, the second time too.
        foreach (var job in order.Waits ? [] : jobs)
            SubmitCommand.Say(await client.JobAsync(job.Job!.Value, ct), order.Json, goesOn: true);   // all of them are submitted
        await Console.Error.WriteLineAsync($"Everything was done before, nothing was left to do: {string.Join(", ", jobs.Select(job => $"job {job.Job}"))}. --again does it anew.");
    }

    private static int Worse(int one, int other) => one == ExitCodes.Interrupted || other == ExitCodes.Interrupted ? ExitCodes.Interrupted : Math.Max(one, other);
}
