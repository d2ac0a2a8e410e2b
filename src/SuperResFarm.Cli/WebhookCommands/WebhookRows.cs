using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary>Webhooks and deliveries as rows of tables.</summary>
internal static class WebhookRows
{
    /// <summary>Names of the columns of a list of webhooks.</summary>
    public static string[] Head => ["id", "state", "events", "url"];

    /// <summary>Names of the columns of a list of deliveries.</summary>
    public static string[] DeliveryHead => ["id", "event", "state", "attempts", "status", "next", "error"];

    /// <returns>A webhook of a list.</returns>
    public static string[] RowOf(WebhookBody webhook) => [webhook.Id.ToString(), StateOf(webhook), Shown.Of(string.Join(',', webhook.Events)), Shown.Of(webhook.Url)];

    /// <returns>A delivery of a list.</returns>
    /// <param name="delivery">The delivery.</param>
    /// <param name="now">The present time.</param>
    public static string[] RowOf(DeliveryBody delivery, DateTimeOffset now) =>
    [
        delivery.Id.ToString(), Shown.Of(delivery.Event), Shown.Of(delivery.State), delivery.Attempts.ToString(CultureInfo.InvariantCulture),
        delivery.LastStatus?.ToString(CultureInfo.InvariantCulture) ?? "-", delivery.NextTryAt is { } next ? Durations.Spelled(next - now) : "-", Shown.Of(delivery.Error ?? ""),
    ];

    /// <summary>Shows one webhook, and its secret where the farm has just told it.</summary>
    public static void Show(WebhookBody webhook, bool json)
    {
        if (json)
        {
            Console.WriteLine(FarmBodies.Line(webhook));
            return;
        }
        FactTable.Write([
            ("id", webhook.Id.ToString()),
            ("url", Shown.Of(webhook.Url)),
            ("events", Shown.Of(string.Join(' ', webhook.Events))),
            ("description", Shown.Of(webhook.Description ?? "")),
            ("state", StateOf(webhook)),
            ("failing since", Text(webhook.FailingSince)),
            ("old secret signs until", Text(webhook.PreviousSecretUntil)),
            ("made", Text(webhook.CreatedAt)),
        ]);
        // On a line of its own: a table would break it.
        if (webhook.Secret is { } secret)
            Console.WriteLine($"secret {Shown.Of(secret)}\nThis is the only time that the secret is shown: give it to the receiver now.");
    }

    private static string StateOf(WebhookBody webhook) => webhook.Enabled ? "enabled" : $"disabled ({Shown.Of(webhook.DisabledReason ?? "asked")})";

    private static string Text(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "-";
}
