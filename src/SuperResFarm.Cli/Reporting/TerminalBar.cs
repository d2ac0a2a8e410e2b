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
    private readonly ConcurrentDictionary<int, UpscaleProgress> _faces = new();
    private readonly LiveBar _bar;
    private readonly int _total;
    private readonly bool _verbose;
    private double _megapixels;
    private int _ended;

    public TerminalBar(int total, bool verbose)
    {
        (_total, _verbose) = (total, verbose);
        _bar = new LiveBar(total, new RemainingTimeColumn());
        Describe();
    }

    public void Started(WorkItem item) => _parts[item.Number] = 0;

    public void Progressed(WorkItem item, UpscaleProgress progress)
    {
        _parts[item.Number] = (double)progress.Done / progress.Total;
        if (progress.Faces > 0)
            _faces[item.Number] = progress;
        else
            _faces.TryRemove(item.Number, out _);
        Describe();
    }

    public void Ended(Outcome outcome)
    {
        _parts[outcome.Item.Number] = 1;
        _faces.TryRemove(outcome.Item.Number, out _);
        lock (_parts)
        {
            _ended++;
            _megapixels += outcome.Report?.Plan.Source.Size.Megapixels ?? 0;
            LiveBar.Say(OutcomeLine.Of(outcome, _total));
            foreach (var warning in OutcomeLine.WarningsOf(outcome))
                LiveBar.Say(warning);
            if (_verbose && outcome.Report is not null)
                LiveBar.Say(OutcomeLine.DetailsOf(outcome));
        }
        Describe();
    }

    public void Completed(Summary summary)
    {
        _bar.Dispose();
        SummaryTable.Write(summary);
    }

    public void Dispose() => _bar.Dispose();

    private static string Faces(UpscaleProgress[] under) => under.Length == 0 ? "" : $"  faces {under.Sum(one => one.FacesDone)}/{under.Sum(one => one.Faces)}";

    private void Describe()
    {
        var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_started).TotalSeconds);
        _bar.Show(_parts.Values.Sum(), $"{_ended}/{_total} images  {_megapixels:0.0} MP  {_megapixels / seconds:0.00} MP/s{Faces([.. _faces.Values])}");
    }
}
