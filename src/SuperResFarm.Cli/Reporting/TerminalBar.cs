using System.Collections.Concurrent;
using System.Diagnostics;
using Spectre.Console;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Tells a person at a terminal: a bar with images, megapixels, megapixels per second and the time left.</summary>
internal sealed class TerminalBar : IBatchObserver
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<int, double> _parts = new();
    private readonly TaskCompletionSource _completed = new();
    private readonly Task _display;
    private readonly ProgressTask _bar;
    private readonly int _total;
    private readonly bool _verbose;
    private double _megapixels;
    private int _ended;

    public TerminalBar(int total, bool verbose)
    {
        (_total, _verbose) = (total, verbose);
        var shown = new TaskCompletionSource<ProgressTask>();
        _display = AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                shown.SetResult(context.AddTask("starting", maxValue: total));   // an empty description is refused
                await _completed.Task;
            });
        // A display that fails to start ends as a task without ever showing a bar.
        Task.WhenAny(shown.Task, _display).GetAwaiter().GetResult().GetAwaiter().GetResult();
        _bar = shown.Task.GetAwaiter().GetResult();
        Describe();
    }

    public void Started(WorkItem item) => _parts[item.Number] = 0;

    public void Progressed(WorkItem item, UpscaleProgress progress)
    {
        _parts[item.Number] = (double)progress.Done / progress.Total;
        Describe();
    }

    public void Ended(Outcome outcome)
    {
        _parts[outcome.Item.Number] = 1;
        lock (_parts)
        {
            _ended++;
            _megapixels += outcome.Report?.Plan.Source.Size.Megapixels ?? 0;
            Say(OutcomeLine.Of(outcome, _total));
            foreach (var warning in OutcomeLine.WarningsOf(outcome))
                Say(warning);
            if (_verbose && outcome.Report is not null)
                Say(OutcomeLine.DetailsOf(outcome));
        }
        Describe();
    }

    public void Completed(Summary summary)
    {
        Close();
        SummaryTable.Write(summary);
    }

    public void Dispose() => Close();

    // Text goes where the bar stood: each row is filled to its end, else the rest of the bar would stay behind it.
    private static void Say(string text)
    {
        var width = Math.Max(20, AnsiConsole.Profile.Width - 1);
        foreach (var row in text.Chunk(width))
            AnsiConsole.WriteLine(new string(row).PadRight(width));
    }

    private void Describe()
    {
        var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_started).TotalSeconds);
        _bar.Value = _parts.Values.Sum();
        _bar.Description = $"{_ended}/{_total} images  {_megapixels:0.0} MP  {_megapixels / seconds:0.00} MP/s";
    }

    private void Close()
    {
        _completed.TrySetResult();
        _display.GetAwaiter().GetResult();
    }
}
