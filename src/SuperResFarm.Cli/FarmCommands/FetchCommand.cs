using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Fetching;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Uploading;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres fetch</c>: fetches the results of a job.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var (job, farm) = (new JobArgument(), new FarmOptions());
        var watch = new WatchOptions(farm);
        var output = new Option<string>("--output", "-o") { Description = "Folder for the results. Run again it fetches what is missing.", DefaultValueFactory = _ => "out" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that are in a result's way and that no farm has made." };
        var command = new Command("fetch", "Fetches the results of a job into a folder; returns 1 when items failed or results are gone.");
        job.AddTo(command);
        command.Add(output);
        command.Add(overwrite);
        watch.AddTo(command, optional: true);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, folder) = (job.Get(parsed), parsed.GetValue(output)!);
            if (folder.Length == 0 || folder.Contains("://", StringComparison.Ordinal) || File.Exists(folder))
                throw CommandException.WrongUse($"-o '{folder}': name a folder of this machine.");
            using var client = farm.Open(parsed);
            using var store = new StoreHttp(client.Http.Patience, TimeProvider.System);
            await client.JobAsync(id, ct);   // makes no folder for a job that is not there
            using var state = FarmState.Open(Path.Combine(folder, FarmState.FileName), again: false);
            var results = new JobResults(client, store, state, farm.Json(parsed), parsed.GetValue(overwrite));
            return watch.Wanted(parsed) ? await results.WatchAsync(id, _ => null, (around, stop) => watch.WatchAsync(client, id, parsed, stop, around), ct) : await results.FetchAsync(id, ct);
        });
        return command;
    }
}
