using System.CommandLine;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks rotate</c>: gives a webhook a new secret and shows it, once.</summary>
internal static class RotateCommand
{
    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var command = new Command("rotate", "Gives a webhook a new secret, shown once. The old one signs beside it for a day.");
        webhook.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var id = webhook.Get(parsed);
            using var client = farm.Open(parsed);
            WebhookRows.Show(await client.RotateWebhookAsync(id, ct), farm.Json(parsed));
            return ExitCodes.Good;
        });
        return command;
    }
}
