using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks test</c>: sends a test and tells what the receiver answered to the first try.</summary>
internal static class TestCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var command = new Command("test", "Sends a webhook.test event and waits for its first try; returns 1 when the receiver did not take it.");
        webhook.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var id = webhook.Get(parsed);
            using var client = farm.Open(parsed);
            var delivery = await TriedAsync(client, id, (await client.TestWebhookAsync(id, ct)).Id, ct);
            Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(delivery)
                : delivery.State == "delivered" ? $"Delivered: the receiver answered {delivery.LastStatus}."
                : delivery.Attempts == 0 ? "Not tried yet: the farm has much to deliver. 'superres webhooks deliveries' tells later."
                : $"Not delivered: {Shown.Of(delivery.Error ?? "")}");
            return delivery.State == "delivered" ? ExitCodes.Good : ExitCodes.SomeFailed;
        });
        return command;
    }

    private static async Task<DeliveryBody> TriedAsync(FarmClient client, Guid webhook, Guid id, CancellationToken ct)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ; await Task.Delay(_every, ct))
            if (await client.DeliveryAsync(webhook, id, ct) is var delivery && (delivery.Attempts > 0 || TimeProvider.System.GetElapsedTime(since) > _patience))
                return delivery;
    }
}
