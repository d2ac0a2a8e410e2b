using System.Net;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Api.Webhooks;

/// <summary>Finds all mistakes in the settings at once; each names its key.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    private const int Most = 1000;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        string[] mistakes = [.. MistakesIn(options)];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> MistakesIn(WebhookOptions options)
    {
        for (var at = 0; at < options.AllowPrivate.Count; at++)
            if (!IPNetwork.TryParse(options.AllowPrivate[at], out _))
                yield return $"Webhooks:AllowPrivate:{at}: '{options.AllowPrivate[at]}' is no network; give its first address and its length, as 10.1.0.0/16 or fd00:1::/64.";
        if (options.KeyFile is { Length: > 0 } file && SecretBox.MistakeIn(file) is { } mistake)
            yield return $"Webhooks:KeyFile {mistake}.";
        if (options.MaxPerTenant is < 1 or > Most)
            yield return $"Webhooks:MaxPerTenant must lie between 1 and {Most}.";
        if (options.Parallel is < 1 or > Most)
            yield return $"Webhooks:Parallel must lie between 1 and {Most}.";
        if (options.ParallelEach < 1 || options.ParallelEach > options.Parallel)
            yield return "Webhooks:ParallelEach must lie between 1 and Parallel.";
        if (options.LongestPause < options.FirstPause || options.LongestPause > TimeSpan.FromDays(1))
            yield return "Webhooks:LongestPause must be FirstPause to 1 day.";
        foreach (var (key, time, least, longest) in Times(options))
            if (time < least || time > longest)
                yield return $"Webhooks:{key} must be {least} to {longest}.";
    }

    private static (string Key, TimeSpan Time, TimeSpan Least, TimeSpan Longest)[] Times(WebhookOptions options) =>
    [
        ("Timeout", options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        ("FirstPause", options.FirstPause, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        ("GiveUpAfter", options.GiveUpAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        ("DisableAfter", options.DisableAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(90)),
        ("Overlap", options.Overlap, TimeSpan.Zero, TimeSpan.FromDays(30)),
        ("LogLife", options.LogLife, TimeSpan.FromMinutes(1), TimeSpan.FromDays(90)),
        ("Poll", options.Poll, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
    ];
}
