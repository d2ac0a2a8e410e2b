using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>Tells a log: a line each few seconds while something changes, and one for each item that failed, on standard error.</summary>
/// <param name="verbose">Also a line for each item that succeeded.</param>
/// <param name="time">Clock.</param>
internal sealed class JobLines(bool verbose, TimeProvider time) : IJobView
{
    /// <summary>Least time between two lines about the whole job.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(5);

    private readonly JobLine _line = new(time);
    private CountsBody? _written;
    private long _at;

    public void Progressed(JobBody job)
    {
        var text = _line.Of(job);   // each state counts for the rate
        if (_written == job.Counts || (_written is not null && time.GetElapsedTime(_at) < Pause))
            return;
        (_written, _at) = (job.Counts, time.GetTimestamp());
        Console.WriteLine(text);
    }

    public void Ended(ItemBody item)
    {
        if (item.State == "failed")
            Console.Error.WriteLine(JobLine.Of(item));
        else if (verbose)
            Console.WriteLine(JobLine.Of(item));
    }

    public void Note(string text) => Console.Error.WriteLine(text);

    public void Completed(JobBody job) => JobSummary.Write(job);

    public void Dispose()
    {
    }
}
