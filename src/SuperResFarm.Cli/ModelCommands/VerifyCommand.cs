using System.CommandLine;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models verify</c>: compares every imported model with its checksum.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var store = new StoreOptions();
        var command = new Command("verify", "Compares imported models with their checksums.");
        store.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (good, bad) = (0, 0);
            foreach (var one in store.Library(parsed).Stores)
                await foreach (var (file, model, fault) in one.VerifyAsync(ct))
                {
                    if (fault is null)
                        good++;
                    else
                    {
                        bad++;
                        Console.WriteLine($"{model?.Card.Name ?? file}: {fault}; remove it and import it again ({Path.Combine(one.Folder, file)})");
                    }
                }
            Console.WriteLine($"{good} good, {bad} bad");
            return bad == 0 ? ExitCodes.Good : ExitCodes.Environment;
        });
        return command;
    }
}
