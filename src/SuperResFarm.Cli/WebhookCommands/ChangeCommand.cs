using System.CommandLine;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Webhooks;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks change</c>: changes what is given.</summary>
internal static class ChangeCommand
{
    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var url = new Option<string?>("--url") { Description = "Where the farm shall post to from now on." };
        var events = new Option<string[]>("--event", "-e") { Description = "What to tell from now on, may be repeated; takes the place of all events of before." };
        events.AcceptOnlyFromAmong([.. WebhookEvents.All]);
        var description = new Option<string?>("--description") { Description = "For people, at most 200 characters." };
        var enable = new Option<bool>("--enable") { Description = "Let it get events again." };
        var disable = new Option<bool>("--disable") { Description = "Let it get nothing until it is enabled." };
        var command = new Command("change", "Changes a webhook; what is not given stays.");
        webhook.AddTo(command);
        foreach (var option in new Option[] { url, events, description, enable, disable })
            command.Add(option);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, on, off) = (webhook.Get(parsed), parsed.GetValue(enable), parsed.GetValue(disable));
            if (on && off)
                throw CommandException.WrongUse("--enable and --disable contradict each other: give one of them.");
            var change = new WebhookChange
            {
                Url = parsed.GetValue(url),
                Events = parsed.GetValue(events) is { Length: > 0 } given ? given : null,
                Description = parsed.GetValue(description),
                Enabled = on ? true : off ? false : null,
            };
            if (change == new WebhookChange())
                throw CommandException.WrongUse("Nothing to change: give --url, --event, --description, --enable or --disable.");
            using var client = farm.Open(parsed);
            WebhookRows.Show(await client.ChangeWebhookAsync(id, change, ct), farm.Json(parsed));
            return ExitCodes.Good;
        });
        return command;
    }
}
