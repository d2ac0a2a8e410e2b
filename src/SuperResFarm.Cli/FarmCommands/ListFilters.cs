using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>What listings of jobs and of items are limited to.</summary>
internal sealed class ListFilters
{
    private static readonly string[] _states = ["pending", "dispatched", "running", "succeeded", "failed", "cancelled"];

    private readonly Option<string?> _state = new("--state") { Description = "Only jobs in this state." };
    private readonly Option<string?> _priority = new("--priority") { Description = "Only jobs of this priority." };
    private readonly LabelOption _label = new("Only jobs with this label, NAME=VALUE; may be repeated, then all must be there.");
    private readonly Option<string?> _after = new("--created-after") { Description = "Only jobs that were accepted after this time, as 2026-11-30T08:00:00Z." };
    private readonly Option<string?> _before = new("--created-before") { Description = "Only jobs that were accepted before it." };
    private readonly Option<string?> _status = new("--status") { Description = "With --items: only those in this state." };
    private readonly Option<string?> _error = new("--error-code") { Description = "With --items: only those whose last failure has this code, such as source-corrupt." };
    private readonly Option<string?> _source = new("--source") { Description = "With --items: only those whose source begins so." };

    public ListFilters()
    {
        _state.AcceptOnlyFromAmong("accepted", "running", "completed", "cancelled");
        _priority.AcceptOnlyFromAmong("high", "normal", "bulk");
        _status.AcceptOnlyFromAmong(_states);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _state, _priority })
            command.Add(option);
        _label.AddTo(command);
        foreach (var option in new Option[] { _after, _before, _status, _error, _source })
            command.Add(option);
    }

    /// <returns>What limits a listing of jobs, as a query that begins with an ampersand; empty: nothing does.</returns>
    /// <exception cref="CommandException">Something given cannot be used.</exception>
    public string Jobs(ParseResult parsed) => Query(
    [
        ("state", parsed.GetValue(_state)), ("priority", parsed.GetValue(_priority)), ("createdAfter", Time(parsed, _after)), ("createdBefore", Time(parsed, _before)),
        .. _label.Get(parsed).Select(label => ("label", (string?)$"{label.Key}:{label.Value}")),
    ]);

    /// <returns>Likewise of items.</returns>
    public string Items(ParseResult parsed) => Query([("status", parsed.GetValue(_status)), ("errorCode", parsed.GetValue(_error)), ("source", parsed.GetValue(_source))]);

    private static string? Time(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        : throw CommandException.WrongUse($"{option.Name} '{text}' is no time: give one as 2026-11-30T08:00:00Z.");

    private static string Query(IEnumerable<(string Name, string? Value)> filters) =>
        string.Concat(filters.Where(filter => filter.Value is not null).Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value ?? "")}"));
}
