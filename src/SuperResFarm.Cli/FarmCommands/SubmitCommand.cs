using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Watching;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres submit</c>: hands images in the object store to a farm.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var (submit, farm) = (new SubmitOptions(), new FarmOptions());
        var watch = new WatchOptions(farm);
        var key = new Option<string?>("--idempotency-key") { Description = "Makes the same submission, sent twice, one job: 1 to 255 printable ASCII characters without spaces. Default: a random one, for the tries of this call." };
        var command = new Command("submit", "Submits images in the object store to a farm and prints the id of the job.");
        submit.AddTo(command);
        command.Add(key);
        watch.AddTo(command, optional: true);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var request = submit.Request(parsed);
            var once = KeyOf(parsed.GetValue(key));
            using var client = farm.Open(parsed);
            using var list = await submit.ListAsync(parsed, ct);
            var job = await SubmitAsync(client, request, list, once, submit.LeavesModel(parsed), ct);
            if (!farm.Json(parsed))
                Console.WriteLine(job.Id);
            else if (watch.Wanted(parsed))
                JobJson.Write("submitted", job);
            else
                Console.WriteLine(FarmBodies.Line(job));
            return watch.Wanted(parsed) ? await watch.WatchAsync(client, job.Id, parsed, ct) : ExitCodes.Good;
        });
        return command;
    }

    // Where no model was named, a farm without the preferred one does what upscale does without it.
    private static async Task<JobBody> SubmitAsync(FarmClient client, JobRequest request, LocalList? list, string key, bool anyModel, CancellationToken ct)
    {
        try
        {
            return await client.SubmitAsync(request, list, key, ct);
        }
        catch (CommandException refused) when (anyModel && refused.Refusal == FailureCode.ModelUnknown.Spelled())
        {
            await Console.Error.WriteLineAsync($"The farm has no '{request.Parameters.Model}', so {ModelOptions.WithoutWeights} is used (no AI). Give -n to choose.");
            return await client.SubmitAsync(request with { Parameters = request.Parameters with { Model = ModelOptions.WithoutWeights } }, list, key, ct);
        }
    }

    private static string KeyOf(string? given) => given switch
    {
        null => Guid.NewGuid().ToString(),
        { Length: >= 1 and <= 255 } when given.All(c => c is > ' ' and <= '~') => given,
        _ => throw CommandException.WrongUse($"--idempotency-key '{Shown.Of(given)}': give 1 to 255 printable ASCII characters without spaces."),
    };
}
