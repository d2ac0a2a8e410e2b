using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary><c>superres estimate</c>: says what a submission would take.</summary>
internal static class EstimateCommand
{
    public static Command Create()
    {
        var (submit, farm) = (new SubmitOptions(), new FarmOptions());
        var command = new Command("estimate", "Says what a submission would take: images, megapixels, device seconds, cost, and when it would be done. Takes the options of submit, and submits nothing.");
        submit.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var request = submit.Request(parsed);
            if (submit.Paths(parsed) is [var path, ..])
                throw CommandException.WrongUse($"'{path}' is of this machine, and a farm estimates what is in its object store: give addresses, --prefix or --manifest. 'superres plan' shows how a local image would be done.");
            using var client = farm.Open(parsed);
            using var list = await submit.ListAsync(parsed, ct);
            var estimate = await ModelFallback.AskAsync(request, submit.LeavesModel(parsed), asked => client.EstimateAsync(asked, list, ct));
            if (farm.Json(parsed))
            {
                Console.WriteLine(FarmBodies.Line(estimate));
                return ExitCodes.Good;
            }
            FactTable.Write(EstimateRows.FactsOf(estimate));
            foreach (var note in estimate.Notes)
                await Console.Error.WriteLineAsync(Shown.Of(note));
            return ExitCodes.Good;
        });
        return command;
    }
}
