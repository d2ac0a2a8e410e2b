using System.CommandLine;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres report</c>: fetches the report of a job, a line for each item.</summary>
internal static class ReportCommand
{
    private const string Csv = "csv";

    public static Command Create()
    {
        var (job, farm) = (new JobArgument(), new FarmOptions());
        var format = new Option<string?>("--format") { Description = "What is written. Default: csv for a file of that extension, else jsonl." };
        format.AcceptOnlyFromAmong("jsonl", Csv);
        var output = new Option<string>("--output", "-o") { Description = "Write to this file, which appears whole or not at all; -: to standard output.", DefaultValueFactory = _ => ReportTarget.StandardOutput };
        var command = new Command("report", "Fetches the report of a job: one line for each item.");
        job.AddTo(command);
        command.Add(format);
        command.Add(output);
        farm.AddTo(command, json: false);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, name) = (job.Get(parsed), parsed.GetValue(output)!);
            var kind = parsed.GetValue(format) ?? (Path.GetExtension(name).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? Csv : "jsonl");
            using var client = farm.Open(parsed);
            await using var target = ReportTarget.Open(name);
            await client.ReportAsync(id, kind, target.TakeAsync, ct);
            target.Complete();
            return ExitCodes.Good;
        });
        return command;
    }
}
