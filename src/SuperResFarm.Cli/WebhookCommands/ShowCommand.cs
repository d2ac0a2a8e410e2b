using System.CommandLine;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks show</c>: one of them, without its secret.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var command = new Command("show", "Shows a webhook.");
        webhook.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var id = webhook.Get(parsed);
            using var client = farm.Open(parsed);
            WebhookRows.Show(await client.WebhookAsync(id, ct), farm.Json(parsed));
            return ExitCodes.Good;
        });
        return command;
    }
}
