using System.CommandLine;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary>Which folder of imported models is meant.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _folder = new("--model-path", "-m", "--model_path")
    {
        Description = "Folder of imported models. Default: the first folder of SUPERRES_MODELS, else the user's data folder.",
    };

    public void AddTo(Command command) => command.Add(_folder);

    /// <summary>The store that models are put into and removed from.</summary>
    public ModelStore Store(ParseResult parsed) => new(parsed.GetValue(_folder) ?? ModelFolders.Store);

    /// <summary>All folders that models are found in.</summary>
    public ModelLibrary Library(ParseResult parsed) =>
        new(parsed.GetValue(_folder) is { } given ? [given] : ModelFolders.Default(), catalog: ModelFolders.Catalog());

    /// <returns>The imported model of that name or alias, and its store.</returns>
    /// <exception cref="FarmException">There is none; the message lists those there are.</exception>
    public (ModelStore Store, StoredModel Model) Find(ParseResult parsed, string name)
    {
        var library = Library(parsed);
        var known = ModelFolders.Catalog().Find(name)?.Name ?? name;
        foreach (var store in library.Stores)
            if ((store.Find(name) ?? store.Find(known)) is { } model)
                return (store, model);
        var there = library.Stores.SelectMany(store => store.List()).Select(model => model.Card.Name).ToList();
        throw FarmException.Rejected(
            FailureCode.ModelUnknown, $"There is no imported model '{name}'; there are {(there.Count == 0 ? "none" : string.Join(", ", there))}.");
    }
}
