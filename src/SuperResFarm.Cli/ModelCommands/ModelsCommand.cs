using System.CommandLine;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models</c>: what there is, what can be had, and how it gets here.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Lists, fetches, imports, checks and removes models.")
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        PullCommand.Create(),
        ImportCommand.Create(),
        VerifyCommand.Create(),
        RemoveCommand.Create(),
    };
}
