using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>A job and its items, a line each, for people.</summary>
internal sealed class JobLine(TimeProvider time)
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(60);

    private readonly Rate _rate = new(time, _window);

    /// <returns>How far a job is: <c>12/100 items  1 failed  4 running  2.5 items/s  35 s left (30 s to 42 s)</c>.</returns>
    public string Of(JobBody job)
    {
        var (counts, ended) = (job.Counts, EndedOf(job));
        _rate.Note(ended);
        var parts = new List<string> { $"{ended}/{counts.Total} items" };
        if (counts.Failed > 0)
            parts.Add($"{counts.Failed} failed");
        if (counts.Cancelled > 0)
            parts.Add($"{counts.Cancelled} cancelled");
        if (!job.HasEnded())
        {
            if (job.Crawl is { Ended: false } crawl)
                parts.Add(crawl.Waiting is null ? "more to be listed" : "the listing waits");
            parts.Add(counts.Running > 0 ? $"{counts.Running} running" : "waiting");
            if (_rate.PerSecond is { } rate)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate:0.0#} items/s"));
            // The farm knows how large the images are that are still to come.
            if (job.Eta is { Expected: { } expected, Earliest: { } earliest, Latest: { } latest })
                parts.Add($"{Left(expected)} left ({Left(earliest)} to {Left(latest)})");
            else if (_rate.TimeFor(counts.Total - ended) is { } left)
                parts.Add($"{Durations.Spelled(left)} left");
        }
        return string.Join("  ", parts);
    }

    /// <returns>Items that will not change any more.</returns>
    public static int EndedOf(JobBody job) => job.Counts.Succeeded + job.Counts.Failed + job.Counts.Cancelled;

    /// <returns>An item: its number, its source, and what became of it.</returns>
    public static string Of(ItemBody item)
    {
        var head = $"[{item.Number}] {Shown.Of(item.Source)}";
        if (item is { State: "failed", Error: { } error })
            return $"{head}: FAILED {Shown.Of(error.Code)}: {Shown.Of(error.Message)}";
        if (item is not { State: "succeeded", Result: { } result })
            return $"{head}: {Shown.Of(item.State)}{(item.Progress > 0 ? string.Create(CultureInfo.InvariantCulture, $" {100 * item.Progress:0} %") : "")}";
        var how = result.Adopted ? "was there already" : string.Create(CultureInfo.InvariantCulture, $"in {result.Elapsed.TotalSeconds:0.00} s");
        return $"{head}: {result.SourceWidth}x{result.SourceHeight} -> {result.Width}x{result.Height} {how}, {Shown.Of(item.Target ?? "")}";
    }

    private string Left(DateTimeOffset end) => Durations.Spelled(end - time.GetUtcNow());
}
