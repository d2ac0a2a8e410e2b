using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres retry</c>: does the failed items of a job again.</summary>
internal static class RetryCommand
{
    public static Command Create()
    {
        var (job, limits, farm) = (new JobArgument(), new LimitOptions(), new FarmOptions());
        var watch = new WatchOptions(farm);
        var command = new Command("retry", "Does the failed items of a job again, maybe with another deadline or budget for the whole job.");
        job.AddTo(command);
        limits.AddTo(command);
        watch.AddTo(command, optional: true);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, request) = (job.Get(parsed), limits.Retry(parsed, TimeProvider.System.GetUtcNow()));
            using var client = farm.Open(parsed);
            var changed = await client.RetryAsync(id, request, ct);
            Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(changed)
                : changed.Items == 0 ? "Nothing has failed that could be done again." : $"{Count.Of(changed.Items, "item")} will be done again.");
            return watch.Wanted(parsed) ? await watch.WatchAsync(client, id, parsed, ct) : ExitCodes.Good;
        });
        return command;
    }
}
