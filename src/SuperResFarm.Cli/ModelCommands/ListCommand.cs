using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models list</c>: the models that are here, and those that can be fetched.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var store = new StoreOptions();
        var json = new Option<bool>("--json") { Description = "One JSON line for each model." };
        var command = new Command("list", "Lists models that are here and models that can be fetched.") { json };
        store.AddTo(command);
        command.SetAction(parsed =>
        {
            var rows = ModelRow.All(store.Library(parsed), ModelFolders.Catalog());
            if (parsed.GetValue(json))
                foreach (var row in rows)
                    Console.WriteLine(CliJson.Line(row));
            else
                Write(rows);
            return ExitCodes.Good;
        });
        return command;
    }

    // Plain columns: names are long, and people search in this list.
    private static void Write(IReadOnlyList<ModelRow> rows)
    {
        var cells = rows.Select(row => new[]
        {
            row.Name, row.State, row.Architecture ?? "", row.Scale is { } scale ? $"x{scale}" : "", row.Fidelity ?? "",
            row.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB") : "", row.Licence ?? "",
        }).Prepend(["model", "state", "family", "scale", "fidelity", "size", "licence"]).ToList();
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToList();
        foreach (var row in cells)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
