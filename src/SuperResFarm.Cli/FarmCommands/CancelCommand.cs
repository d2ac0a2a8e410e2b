using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres cancel</c>: cancels what has not ended of a job.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var (job, farm) = (new JobArgument(), new FarmOptions());
        var command = new Command("cancel", "Cancels what has not ended of a job. Results that are there stay.");
        job.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var id = job.Get(parsed);
            using var client = farm.Open(parsed);
            var changed = await client.CancelAsync(id, ct);
            Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(changed)
                : changed.Items == 0 ? "Nothing was left to cancel." : $"{Count.Of(changed.Items, "item")} cancelled.");
            return ExitCodes.Good;
        });
        return command;
    }
}
