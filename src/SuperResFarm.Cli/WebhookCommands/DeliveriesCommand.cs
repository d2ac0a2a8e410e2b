using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks deliveries</c>: what was delivered, what was not, and why.</summary>
internal static class DeliveriesCommand
{
    private const int Usual = 20;

    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var limit = new Option<int>("--limit") { Description = "Most deliveries to list, at least 1.", DefaultValueFactory = _ => Usual };
        var command = new Command("deliveries", "Lists deliveries of a webhook, the newest first.");
        webhook.AddTo(command);
        command.Add(limit);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, most) = (webhook.Get(parsed), parsed.GetValue(limit));
            if (most < 1)
                throw CommandException.WrongUse($"--limit {most}: give at least 1.");
            using var client = farm.Open(parsed);
            var rows = new List<string[]> { WebhookRows.DeliveryHead };
            await foreach (var delivery in client.DeliveriesAsync(id, most, ct))
                if (farm.Json(parsed))
                    Console.WriteLine(FarmBodies.Line(delivery));
                else
                    rows.Add(WebhookRows.RowOf(delivery, TimeProvider.System.GetUtcNow()));
            if (!farm.Json(parsed))
                Columns.Write(rows);
            return ExitCodes.Good;
        });
        return command;
    }
}
