using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>Tells a person at a terminal: a bar with items, their rate and the time left, and a line for each item that failed.</summary>
/// <param name="verbose">Also a line for each item that succeeded.</param>
/// <param name="time">Clock.</param>
internal sealed class JobBar(bool verbose, TimeProvider time) : IJobView
{
    private readonly JobLine _line = new(time);
    private LiveBar? _bar;

    public void Progressed(JobBody job)
    {
        _bar ??= new LiveBar(Math.Max(1, job.Counts.Total));
        _bar.Grow(Math.Max(1, job.Counts.Total));
        _bar.Show(JobLine.EndedOf(job), _line.Of(job));
    }

    public void Ended(ItemBody item)
    {
        if (verbose || item.State == "failed")
            Say(JobLine.Of(item));
    }

    public void Note(string text) => Say(text);

    public void Completed(JobBody job)
    {
        Dispose();
        JobSummary.Write(job);
    }

    public void Dispose() => _bar?.Dispose();

    private void Say(string text)
    {
        if (_bar is null)
            Console.Error.WriteLine(text);
        else
            LiveBar.Say(text);
    }
}
