using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Watching;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres jobs</c>: lists jobs, shows one, or lists its items.</summary>
internal static class JobsCommand
{
    private const int UsualJobs = 20;

    public static Command Create()
    {
        var (job, farm) = (new JobArgument(optional: true), new FarmOptions());
        var items = new Option<bool>("--items") { Description = "List the items of the job." };
        var filters = new ListFilters();
        var limit = new Option<int?>("--limit") { Description = $"Most jobs or items to list, at least 1. Default: {UsualJobs} jobs, all items." };
        var command = new Command("jobs", "Lists the newest jobs of a farm; with an ID, shows that job or lists its items.");
        job.AddTo(command);
        command.Add(items);
        filters.AddTo(command);
        command.Add(limit);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, wanted, most, json) = (job.Find(parsed), parsed.GetValue(items), parsed.GetValue(limit), farm.Json(parsed));
            Require(most is null or >= 1, $"--limit {most}: give at least 1.");
            Require(id is not null || !wanted, "--items lists the items of one job: give its ID.");
            var (ofJobs, ofItems) = (filters.Jobs(parsed), filters.Items(parsed));
            Require(wanted || ofItems.Length == 0, "--status, --error-code and --source choose among items: give --items too.");
            Require(id is null || ofJobs.Length == 0, "--state, --priority, --label and --created-... choose among jobs: leave them out, or the ID.");
            Require(id is null || wanted || most is null, "--limit belongs to a list: leave it out, or give --items too.");
            using var client = farm.Open(parsed);
            if (id is not { } one)
                await ListAsync(client, ofJobs, most ?? UsualJobs, json, ct);
            else if (!wanted)
                return Show(await client.JobAsync(one, ct), json);
            else
                await foreach (var item in client.ItemsAsync(one, ofItems, most ?? int.MaxValue, ct))
                    Console.WriteLine(json ? FarmBodies.Line(item) : JobLine.Of(item));
            return ExitCodes.Good;
        });
        return command;
    }

    private static async Task ListAsync(FarmClient client, string filter, int most, bool json, CancellationToken ct)
    {
        var rows = new List<string[]> { JobRows.Head };
        await foreach (var job in client.JobsAsync(filter, most, ct))
        {
            if (json)
                Console.WriteLine(FarmBodies.Line(job));
            else
                rows.Add(JobRows.RowOf(job, TimeProvider.System.GetUtcNow()));
        }
        if (!json)
            Columns.Write(rows);
    }

    private static int Show(Contracts.Http.JobBody job, bool json)
    {
        if (json)
            Console.WriteLine(FarmBodies.Line(job));
        else
            FactTable.Write(JobRows.FactsOf(job));
        if (LimitRows.IncompleteSentence(job) is not { } incomplete)
            return ExitCodes.Good;
        Console.Error.WriteLine(incomplete);
        return ExitCodes.SomeFailed;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw CommandException.WrongUse(message);
    }
}
