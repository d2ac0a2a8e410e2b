using System.Globalization;
using Spectre.Console;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Watching;

/// <summary>The table at the end of a job.</summary>
internal static class JobSummary
{
    public static void Write(JobBody job)
    {
        var (counts, seconds) = (job.Counts, SecondsOf(job));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("items", "succeeded", "failed", "cancelled", "seconds", "items/s");
        foreach (var column in table.Columns)
            column.RightAligned();
        table.AddRow([.. new[]
        {
            Text(counts.Total), Text(counts.Succeeded), Text(counts.Failed), Text(counts.Cancelled),
            seconds is { } took ? Text(took, "0.0") : "", seconds is > 0 and var time ? Text(counts.Succeeded / time, "0.00") : "",
        }.Select(cell => new Text(cell))]);
        AnsiConsole.Write(table);
    }

    private static double? SecondsOf(JobBody job) => (job.FinishedAt - (job.StartedAt ?? job.CreatedAt))?.TotalSeconds;

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
