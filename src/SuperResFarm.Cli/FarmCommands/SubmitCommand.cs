using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Watching;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres submit</c>: hands images to a farm, of this machine or of the object store, and fetches the results if they shall come here.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var (submit, farm) = (new SubmitOptions(), new FarmOptions());
        var watch = new WatchOptions(farm);
        var key = new Option<string?>("--idempotency-key") { Description = "Makes the same submission, sent twice, one job: 1 to 255 printable ASCII characters without spaces. Default: a random one, for the tries of this call, or until a command that was stopped is run again." };
        var noWait = new Option<bool>("--no-wait") { Description = "With a folder for the results: only submit; the same command again fetches." };
        var again = new Option<bool>("--again") { Description = "Forget what was handed in before by the same command: upload and submit everything anew." };
        var command = new Command("submit", "Submits images to a farm and prints the id of the job. Stopped, the same command again goes on.");
        submit.AddTo(command);
        command.Add(key);
        command.Add(again);
        watch.AddTo(command, optional: true);
        command.Add(noWait);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var request = submit.Request(parsed);
            var (once, folder, paths) = (KeyOf(parsed.GetValue(key)), submit.Folder(parsed), submit.Paths(parsed));
            if (parsed.GetValue(noWait) && folder is null)
                throw CommandException.WrongUse("--no-wait: nobody waits unless -o names a folder of this machine.");
            using var client = farm.Open(parsed);
            using var list = await submit.ListAsync(parsed, ct);
            if (paths.Count == 0 && folder is null)
                return await PlainAsync(request, list, once ?? Guid.NewGuid().ToString());
            using var store = new StoreHttp(client.Http.Patience, TimeProvider.System);
            var waits = watch.Wanted(parsed) || (folder is not null && !parsed.GetValue(noWait));
            var local = new LocalOrder(request, list, paths, folder, once, parsed.GetValue(again), waits, farm.Json(parsed), submit.Overwrites(parsed));
            return await new LocalRun(client, farm.Address(parsed), store, watch, parsed, (asked, images, under, stop) => SubmitAsync(client, asked, images, under, submit.LeavesModel(parsed), stop))
                .RunAsync(local, ct);

            async Task<int> PlainAsync(JobRequest asked, LocalList? images, string under)
            {
                var job = await SubmitAsync(client, asked, images, under, submit.LeavesModel(parsed), ct);
                Say(job, farm.Json(parsed), watch.Wanted(parsed));
                return watch.Wanted(parsed) ? await watch.WatchAsync(client, job.Id, parsed, ct) : ExitCodes.Good;
            }
        });
        return command;
    }

    /// <summary>Tells of a job that was submitted.</summary>
    public static void Say(JobBody job, bool json, bool goesOn)
    {
        if (!json)
            Console.WriteLine(job.Id);
        else if (goesOn)
            JobJson.Write("submitted", job);
        else
            Console.WriteLine(FarmBodies.Line(job));
    }

    private static Task<JobBody> SubmitAsync(FarmClient client, JobRequest request, LocalList? list, string key, bool anyModel, CancellationToken ct) =>
        ModelFallback.AskAsync(request, anyModel, asked => client.SubmitAsync(asked, list, key, ct));

    private static string? KeyOf(string? given) => given switch
    {
        null => null,
        { Length: >= 1 and <= 255 } when given.All(c => c is > ' ' and <= '~') => given,
        _ => throw CommandException.WrongUse($"--idempotency-key '{Shown.Of(given)}': give 1 to 255 printable ASCII characters without spaces."),
    };
}
