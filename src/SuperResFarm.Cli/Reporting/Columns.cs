namespace SuperResFarm.Cli.Reporting;

/// <summary>Many things of one kind, a line each, in plain columns: names are long, and people search in such lists.</summary>
internal static class Columns
{
    /// <param name="rows">The head first; all of the same length.</param>
    public static void Write(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
