using System.CommandLine;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Webhooks;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks add</c>: makes a webhook and shows its secret, once.</summary>
internal static class AddCommand
{
    public static Command Create()
    {
        var farm = new FarmOptions();
        var url = new Argument<string>("url") { Description = "Where the farm shall post to: https://host/path." };
        var events = new Option<string[]>("--event", "-e") { Description = $"What to tell, may be repeated: {string.Join(", ", WebhookEvents.All)}. Default: job.completed and job.cancelled." };
        events.AcceptOnlyFromAmong([.. WebhookEvents.All]);
        var description = new Option<string?>("--description") { Description = "For people, at most 200 characters." };
        var command = new Command("add", "Makes a webhook. Its secret is shown once.") { url, events, description };
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string[] wanted = parsed.GetValue(events) is { Length: > 0 } given ? given : [WebhookEvents.JobCompleted, WebhookEvents.JobCancelled];
            using var client = farm.Open(parsed);
            WebhookRows.Show(await client.AddWebhookAsync(new WebhookRequest(parsed.GetValue(url)!, wanted, parsed.GetValue(description)), ct), farm.Json(parsed));
            return ExitCodes.Good;
        });
        return command;
    }
}
