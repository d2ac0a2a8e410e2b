using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres delete</c>: forgets jobs that have ended.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("ids") { Description = "Ids of jobs that have ended, as 'superres jobs' lists them.", Arity = ArgumentArity.OneOrMore };
        var results = new Option<bool>("--results") { Description = "Delete their results too: those that they made and that are still what they stored. Otherwise results stay." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask. Needed where no terminal is there to answer." };
        var farm = new FarmOptions();
        var command = new Command("delete", "Forgets jobs that have ended, with all that is known of their items.") { ids, results, yes };
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var jobs = parsed.GetValue(ids)!.Select(JobArgument.IdOf).Distinct().ToList();   // the parser has made sure that there is one
            if (!parsed.GetValue(yes) && !Agrees(jobs.Count, parsed.GetValue(results)))
                return ExitCodes.SomeFailed;
            using var client = farm.Open(parsed);
            var refused = 0;
            foreach (var job in jobs)
                refused += await DeleteAsync(client, job, parsed.GetValue(results), farm.Json(parsed), ct) ? 0 : 1;
            return refused == 0 ? ExitCodes.Good : ExitCodes.WrongUse;
        });
        return command;
    }

    // One that cannot be deleted keeps none of the others.
    private static async Task<bool> DeleteAsync(FarmClient client, Guid job, bool results, bool json, CancellationToken ct)
    {
        try
        {
            await client.DeleteJobAsync(job, results, ct);
            Console.WriteLine(json ? FarmBodies.Line(new { deleted = job }) : $"Job {job} is deleted{(results ? "; its results are being deleted" : "")}.");
            return true;
        }
        catch (CommandException refused) when (refused.Refusal is "job-unknown" or "wrong-state")
        {
            await Console.Error.WriteLineAsync($"superres: {refused.Message}");
            return false;
        }
    }

    private static bool Agrees(int jobs, bool results)
    {
        if (Console.IsInputRedirected)
            throw CommandException.WrongUse("Deleting cannot be undone, and no terminal is there to ask: give --yes.");
        Console.Error.Write($"Delete {Count.Of(jobs, "job")}{(results ? " and the results in the object store" : "")}? This cannot be undone. [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
