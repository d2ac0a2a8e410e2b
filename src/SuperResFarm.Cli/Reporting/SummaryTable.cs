using System.Globalization;
using Spectre.Console;
using SuperResFarm.Cli.Batch;

namespace SuperResFarm.Cli.Reporting;

/// <summary>The table at the end of a batch.</summary>
internal static class SummaryTable
{
    public static void Write(Summary summary)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("done", "skipped", "failed", "MP in", "MP out", "seconds", "MP in/s");
        foreach (var column in table.Columns)
            column.RightAligned();
        table.AddRow(
            Text(summary.Done), Text(summary.Skipped), Text(summary.Failed),
            Text(summary.MegapixelsIn), Text(summary.MegapixelsOut), Text(summary.Elapsed.TotalSeconds),
            Text(summary.MegapixelsIn / Math.Max(0.001, summary.Elapsed.TotalSeconds)));
        AnsiConsole.Write(table);
        if (summary.Unstarted > 0)
            AnsiConsole.WriteLine($"Stopped: {summary.Unstarted} images were not done. The same command goes on from here.");
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
