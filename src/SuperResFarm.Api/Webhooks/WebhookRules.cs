using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Webhooks;

namespace SuperResFarm.Api.Webhooks;

/// <summary>What a webhook must be, all mistakes at once.</summary>
/// <param name="urls">Knows addresses.</param>
internal sealed class WebhookRules(UrlRules urls)
{
    private const int LongestDescription = 200;

    /// <exception cref="ProblemException">422, with every mistake.</exception>
    public void Check(WebhookRequest request) => Check(request.Url, request.Events, request.Description);

    /// <exception cref="ProblemException">422, with every mistake.</exception>
    public void Check(WebhookChange change)
    {
        if (change is { Url: null, Events: null, Description: null, Enabled: null })
            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "nothing-to-change", "Give at least one of url, events, description and enabled.");
        Check(change.Url, change.Events, change.Description);
    }

    private void Check(string? url, IReadOnlyList<string>? events, string? description)
    {
        var mistakes = new MistakeList();
        if (url is not null && urls.MistakeIn(url) is { } mistake)
            mistakes.Add("/url", mistake);
        if (events is { Count: 0 })
            mistakes.Add("/events", $"must name at least one of {string.Join(", ", WebhookEvents.All)}");
        for (var at = 0; at < events?.Count && !mistakes.IsLong; at++)
            if (!WebhookEvents.All.Contains(events[at]))
                mistakes.Add($"/events/{at}", $"must be one of {string.Join(", ", WebhookEvents.All)}");
            else if (events.Take(at).Contains(events[at]))
                mistakes.Add($"/events/{at}", "is named twice");
        if (description is { } text && (text.Length > LongestDescription || text.Any(char.IsControl)))
            mistakes.Add("/description", $"must be at most {LongestDescription} characters, none of them a control character");
        mistakes.ThrowIfAny();
    }
}
