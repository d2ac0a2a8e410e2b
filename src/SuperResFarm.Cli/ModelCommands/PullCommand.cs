using System.CommandLine;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Weights;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models pull</c>: fetches published models, checks them and imports them.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("names") { Description = "Models of 'superres models list'.", Arity = ArgumentArity.OneOrMore };
        var sha256 = new Option<string?>("--sha256") { Description = "The file's SHA-256, for a single model whose checksum is not known for certain." };
        var unverified = new Option<bool>("--allow-unverified") { Description = "Take files whose checksum is not known for certain as they come." };
        var (store, weights) = (new StoreOptions(), new WeightOptions());
        var command = new Command("pull", "Fetches published models by checksum and imports them; continues where an earlier run ended.") { names, sha256, unverified };
        store.AddTo(command);
        weights.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var catalog = ModelFolders.Catalog();
            var entries = parsed.GetValue(names)!.Select(name => catalog.Find(name) ?? throw Unknown(name, catalog)).DistinctBy(entry => entry.Name).ToList();
            if (parsed.GetValue(sha256) is not null && entries.Count > 1)
                throw FarmException.Rejected(FailureCode.SettingsInvalid, "--sha256 belongs to one model: pull the others by themselves.");
            var orders = entries.Select(entry => new PullOrder(entry, weights.Request(parsed, path: ""))
            {
                Sha256 = parsed.GetValue(sha256),
                AllowUnverified = parsed.GetValue(unverified),
            });
            await new ModelPuller(store.Store(parsed), catalog).PullAsync([.. orders], ct);
            return ExitCodes.Good;
        });
        return command;
    }

    private static FarmException Unknown(string name, ModelCatalog catalog) => FarmException.Rejected(
        FailureCode.ModelUnknown, $"The catalog has no model '{name}'; it has {string.Join(", ", catalog.Entries.Select(entry => entry.Name))}.");
}
