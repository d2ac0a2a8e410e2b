using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks replay</c>: has one delivery, or everything since a time, delivered again.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var (webhook, farm) = (new WebhookArgument(), new FarmOptions());
        var delivery = new WebhookArgument("delivery", "a delivery, as 'superres webhooks deliveries' shows it", optional: true);
        var since = new Option<string?>("--since") { Description = "Everything that happened since this time, as 2026-11-30T08:00:00Z." };
        var command = new Command("replay", "Delivers one delivery once more, or everything since a time; receivers see the ids of before.");
        webhook.AddTo(command);
        delivery.AddTo(command);
        command.Add(since);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (id, one, from) = (webhook.Get(parsed), delivery.Find(parsed), TimeOf(parsed.GetValue(since)));
            if (one is null == from is null)
                throw CommandException.WrongUse("Give either the id of a delivery, or --since and a time.");
            using var client = farm.Open(parsed);
            if (one is { } which)
            {
                var again = await client.ReplayAsync(id, which, ct);
                Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(again) : $"{again.Id} is delivered again.");
            }
            else
            {
                var again = await client.ReplayAsync(id, from!.Value, ct);   // one of the two is given
                Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(again)
                    : again.Jobs + again.Deliveries == 0 ? "Nothing happened since then that could be told again."
                    : $"{(again.Deliveries == 1 ? "1 delivery" : $"{again.Deliveries} deliveries")} and the items of {Count.Of(again.Jobs, "job")} are delivered again.");
            }
            return ExitCodes.Good;
        });
        return command;
    }

    private static DateTimeOffset? TimeOf(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time
        : throw CommandException.WrongUse($"--since '{text}' is no time: give one as 2026-11-30T08:00:00Z.");
}
