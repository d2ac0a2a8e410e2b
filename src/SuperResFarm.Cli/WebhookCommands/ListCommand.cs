using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks list</c>: all of them, a line each.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var farm = new FarmOptions();
        var command = new Command("list", "Lists webhooks, the oldest first.");
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = farm.Open(parsed);
            var webhooks = await client.WebhooksAsync(ct);
            if (farm.Json(parsed))
                foreach (var webhook in webhooks)
                    Console.WriteLine(FarmBodies.Line(webhook));
            else
                Columns.Write([WebhookRows.Head, .. webhooks.Select(WebhookRows.RowOf)]);
            return ExitCodes.Good;
        });
        return command;
    }
}
