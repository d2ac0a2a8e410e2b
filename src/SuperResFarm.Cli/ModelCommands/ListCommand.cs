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

    private static void Write(IReadOnlyList<ModelRow> rows) => Columns.Write(
    [
        ["model", "state", "family", "scale", "fidelity", "size", "licence"],
        .. rows.Select(row => new[]
        {
            row.Name, row.State, row.Architecture ?? "", row.Scale is { } scale ? $"x{scale}" : "", row.Fidelity ?? "",
            row.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB") : "", row.Licence ?? "",
        }),
    ]);
}
