using System.CommandLine;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary><c>superres webhooks</c>: who is told of jobs and items, and what became of it.</summary>
internal static class WebhooksCommand
{
    public static Command Create() => new("webhooks", "Makes, lists, changes, tries and removes webhooks, to which a farm posts what happens to jobs.")
    {
        AddCommand.Create(),
        ListCommand.Create(),
        ShowCommand.Create(),
        ChangeCommand.Create(),
        RotateCommand.Create(),
        RemoveCommand.Create(),
        TestCommand.Create(),
        DeliveriesCommand.Create(),
        ReplayCommand.Create(),
    };
}
