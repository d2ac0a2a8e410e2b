using System.CommandLine;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres watch</c>: follows a job to its end.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var (job, farm) = (new JobArgument(), new FarmOptions());
        var watch = new WatchOptions(farm);
        var command = new Command("watch", "Watches a job of a farm to its end; returns 1 when items did not succeed, 130 when stopped (the job goes on).");
        job.AddTo(command);
        watch.AddTo(command, optional: false);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var id = job.Get(parsed);
            using var client = farm.Open(parsed);
            return await watch.WatchAsync(client, id, parsed, ct);
        });
        return command;
    }
}
