using Spectre.Console;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Named facts of one thing, as a table.</summary>
internal static class FactTable
{
    public static void Write(IEnumerable<(string Name, string Value)> rows, string? title = null)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        if (title is not null)
            table.Title(title);
        foreach (var (name, value) in rows)
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        AnsiConsole.Write(table);
    }
}
