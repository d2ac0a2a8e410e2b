using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Watching;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>How a job is watched.</summary>
/// <param name="farm">The options that say which farm is meant.</param>
internal sealed class WatchOptions(FarmOptions farm)
{
    private readonly Option<bool> _watch = new("--watch", "-w", "--wait") { Description = "Watch the job to its end, as 'superres watch' does." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "While watching, also a line for each item that succeeds." };

    /// <param name="command">Gets the options.</param>
    /// <param name="optional">Whether watching is a choice.</param>
    public void AddTo(Command command, bool optional)
    {
        if (optional)
            command.Add(_watch);
        command.Add(_verbose);
    }

    public bool Wanted(ParseResult parsed) => parsed.GetValue(_watch);

    /// <returns>The exit code: good when every item succeeded.</returns>
    /// <param name="client">The farm.</param>
    /// <param name="id">The job.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="ct">Stops watching.</param>
    /// <param name="around">Hears all that the view is told, and hands it on.</param>
    public async Task<int> WatchAsync(FarmClient client, Guid id, ParseResult parsed, CancellationToken ct, Func<IJobView, IJobView>? around = null)
    {
        var (time, verbose) = (TimeProvider.System, parsed.GetValue(_verbose));
        IJobView plain = farm.Json(parsed) ? new JobJson() : LiveBar.CanBeShown ? new JobBar(verbose, time) : new JobLines(verbose, time);
        using var view = around?.Invoke(plain) ?? plain;
        try
        {
            var job = await new Watcher(client, view, time).WatchAsync(id, ct);
            var counts = job.Counts;
            foreach (var sentence in new[] { LimitRows.StoppedSentence(job), LimitRows.IncompleteSentence(job) })
                if (sentence is not null)
                    await Console.Error.WriteLineAsync(sentence);
            if (counts.Failed > 0 && job.StoppedBecause is null)
                await Console.Error.WriteLineAsync(
                    $"'{farm.Hint(parsed, $"jobs {id} --items --status failed")}' lists the failed items, '{farm.Hint(parsed, $"retry {id}")}' does them again.");
            return counts.Succeeded == counts.Total && job is { StoppedBecause: null, Crawl: null or { Error: null } } ? ExitCodes.Good : ExitCodes.SomeFailed;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            view.Dispose();
            await Console.Error.WriteLineAsync($"The job goes on: '{farm.Hint(parsed, $"watch {id}")}' watches it again, '{farm.Hint(parsed, $"cancel {id}")}' cancels it.");
            return ExitCodes.Interrupted;
        }
    }
}
