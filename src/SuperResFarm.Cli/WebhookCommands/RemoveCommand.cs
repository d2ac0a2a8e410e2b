using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks remove</c>: forgets a webhook with its deliveries.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var command = new Command("remove", "Forgets a webhook with its deliveries.");
        webhook.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var id = webhook.Get(parsed);
            using var client = farm.Open(parsed);
            await client.RemoveWebhookAsync(id, ct);
            Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(new { removed = id }) : $"Webhook {id} is removed.");
            return ExitCodes.Good;
        });
        return command;
    }
}
