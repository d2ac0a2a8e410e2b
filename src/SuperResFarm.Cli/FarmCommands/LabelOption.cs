using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>Labels of jobs, as <c>NAME=VALUE</c>.</summary>
/// <param name="description">What they are for.</param>
internal sealed class LabelOption(string description)
{
    private readonly Option<string[]> _labels = new("--label") { Description = description, DefaultValueFactory = _ => [] };

    public void AddTo(Command command) => command.Add(_labels);

    /// <returns>What is given, in its order.</returns>
    /// <exception cref="CommandException">Something given is no label.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Get(ParseResult parsed) => [.. parsed.GetValue(_labels)!.Select(Label)];

    /// <returns>The same by name; null: none is given.</returns>
    /// <exception cref="CommandException">Something given is no label, or a name is given twice.</exception>
    public IReadOnlyDictionary<string, string>? ByName(ParseResult parsed)
    {
        var labels = Get(parsed);
        if (labels.GroupBy(label => label.Key).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw CommandException.WrongUse($"--label: '{twice.Key}' is given twice; a job has one value for a name.");
        return labels.Count == 0 ? null : labels.Count <= LabelRules.Most ? labels.ToDictionary() : throw CommandException.WrongUse($"--label: give {LabelRules.Most} at most.");
    }

    private static KeyValuePair<string, string> Label(string text)
    {
        if (text.Split('=', 2) is not [var name, var value])
            throw CommandException.WrongUse($"--label '{Shown.Of(text)}': give NAME=VALUE.");
        return (LabelRules.MistakeInName(name) ?? LabelRules.MistakeInValue(value)) is { } mistake
            ? throw CommandException.WrongUse($"--label '{Shown.Of(text)}': {mistake}.") : new(name, value);
    }
}
