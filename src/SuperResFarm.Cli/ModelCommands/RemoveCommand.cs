using System.CommandLine;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models remove</c>: deletes imported models.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var store = new StoreOptions();
        var names = new Argument<string[]>("names") { Description = "Imported models.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("remove", "Deletes imported models.") { names };
        store.AddTo(command);
        command.SetAction(parsed =>
        {
            // All are looked up before the first is removed: a wrong name changes nothing.
            foreach (var (folder, model) in parsed.GetValue(names)!.Distinct().Select(name => store.Find(parsed, name)).ToList())
            {
                folder.Remove(model);
                Console.WriteLine($"{model.Card.Name} removed");
            }
            return ExitCodes.Good;
        });
        return command;
    }
}
