using System.CommandLine;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models show</c>: everything that is known of one model.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var store = new StoreOptions();
        var name = new Argument<string>("name") { Description = "An imported model, one that can be fetched, or a model file." };
        var command = new Command("show", "Shows everything that is known of a model.") { name };
        store.AddTo(command);
        command.SetAction(parsed =>
        {
            var (library, catalog, wanted) = (store.Library(parsed), ModelFolders.Catalog(), parsed.GetValue(name)!);
            if (!library.Has(wanted) && catalog.Find(wanted) is { } entry)
                ModelFacts.Write(entry);
            else if (library.Stores.SelectMany(one => one.List()).FirstOrDefault(model => model.Card.Name == (catalog.Find(wanted)?.Name ?? wanted)) is { } stored)
                ModelFacts.Write(stored, catalog);
            else
                ModelFacts.Write(library.Open(wanted).Card, catalog);
            return ExitCodes.Good;
        });
        return command;
    }
}
