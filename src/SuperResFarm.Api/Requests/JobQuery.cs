using System.Globalization;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Requests;

/// <summary>Which jobs a listing shall show.</summary>
/// <param name="Filter">What must hold for them.</param>
/// <param name="Text">The same as text, for its cursors; empty: all jobs.</param>
internal sealed record JobQuery(JobFilter Filter, string Text)
{
    /// <returns>What a query asks for.</returns>
    /// <param name="state">A state of jobs.</param>
    /// <param name="priority">A priority.</param>
    /// <param name="labels">Each <c>name:value</c>.</param>
    /// <param name="createdAfter">A time.</param>
    /// <param name="createdBefore">A time.</param>
    /// <exception cref="ProblemException">Something of it is none.</exception>
    public static JobQuery Of(string? state, string? priority, string[]? labels, string? createdAfter, string? createdBefore)
    {
        var filter = new JobFilter
        {
            State = Words.Of<JobState>("state", state),
            Priority = Words.Of<Priority>("priority", priority),
            Labels = [.. (labels ?? []).Where(label => !string.IsNullOrEmpty(label)).Select(Label).Distinct().OrderBy(label => label.Key, StringComparer.Ordinal).ThenBy(label => label.Value, StringComparer.Ordinal)],
            CreatedAfter = Time("createdAfter", createdAfter),
            CreatedBefore = Time("createdBefore", createdBefore),
        };
        if (filter.Labels.Count > LabelRules.Most)
            throw ProblemException.Malformed("label-invalid", $"label may be given {LabelRules.Most} times at most.");
        string?[] parts = [filter.State?.ToString(), filter.Priority?.ToString(), Stamp(filter.CreatedAfter), Stamp(filter.CreatedBefore), .. filter.Labels.Select(label => $"{label.Key}:{label.Value}")];
        return new(filter, parts.All(part => part is null) ? "" : string.Join('\n', parts));
    }

    private static KeyValuePair<string, string> Label(string label)
    {
        if (label.Split(':', 2) is not [var name, var value])
            throw ProblemException.Malformed("label-invalid", "label must be name:value, as in label=project:maps.");
        return (LabelRules.MistakeInName(name) ?? LabelRules.MistakeInValue(value)) is { } mistake
            ? throw ProblemException.Malformed("label-invalid", $"label must be name:value, and {mistake}.") : new(name, value);
    }

    private static DateTimeOffset? Time(string name, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw ProblemException.Malformed("time-invalid", $"{name} must be a time such as 2026-11-30T08:00:00Z.");

    private static string? Stamp(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
