using System.CommandLine;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Commands;

/// <summary>Who is told how the batch goes.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _report = new("--report") { Description = "Write one JSON line for each image to this file." };
    private readonly Option<bool> _events = new("--json-events") { Description = "Tell a machine: JSON lines on standard output instead of text." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show the tile plan and stage times of each image." };

    public void AddTo(Command command)
    {
        command.Add(_report);
        command.Add(_events);
        command.Add(_verbose);
    }

    public IBatchObserver Observers(ParseResult parsed, int total)
    {
        var observers = new List<IBatchObserver>();
        if (parsed.GetValue(_report) is { } path)
            observers.Add(new ReportFile(path));
        var verbose = parsed.GetValue(_verbose);
        observers.Add(
            parsed.GetValue(_events) ? new JsonEvents(total)
            : LiveBar.CanBeShown ? new TerminalBar(total, verbose)
            : new PlainLines(total, verbose));
        return new Observers(observers);
    }
}
