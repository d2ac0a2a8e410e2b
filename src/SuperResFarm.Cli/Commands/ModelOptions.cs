using System.CommandLine;
using SuperResFarm.Cli.Weights;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary>Which model, from which folders.</summary>
internal sealed class ModelOptions
{
    /// <summary>Used when no model is named; comes with the program.</summary>
    public const string Preferred = "superres-compact-x4";

    /// <summary>Used when no model is named and no weights are there.</summary>
    public const string WithoutWeights = "lanczos";

    private readonly Option<string?> _name = Name($"Model: a name in the model folders, a .pth, .safetensors or .onnx file, bicubic or lanczos. Default: {Preferred} if it is there, else {WithoutWeights}.");

    private readonly Option<string?> _folder = new("--model-path", "-m", "--model_path")
    {
        Description = "Folder of models, or one model file. Default: SUPERRES_MODELS, ./models, models beside the program, the user's data folder.",
    };

    private readonly Option<bool> _pull = new("--pull") { Description = "Fetch the model first when it is not here and the catalog has it; so does SUPERRES_PULL=1." };

    private readonly Option<bool> _accept = Acceptance("Accept the terms of licences that limit the use: of what --pull fetches, and of models that restore faces.");

    /// <summary>The option that names a model, wherever models are.</summary>
    public static Option<string?> Name(string description) => Named<string?>(description);

    /// <summary>The option that names models, as <see cref="Name"/>.</summary>
    public static Option<T> Named<T>(string description) => new("--model-name", "-n", "--model_name", "--model") { Description = description };

    /// <summary>The option that accepts terms of licences.</summary>
    public static Option<bool> Acceptance(string description) => new("--accept-licence") { Description = description };

    public void AddTo(Command command)
    {
        command.Add(_name);
        AddAllButTheNameTo(command);
    }

    /// <summary>The folders and what may be fetched, for commands that name models in a way of their own.</summary>
    public void AddAllButTheNameTo(Command command)
    {
        foreach (var option in new Option[] { _folder, _pull, _accept })
            command.Add(option);
    }

    /// <summary>Whether terms of licences are accepted.</summary>
    public bool AcceptsLicence(ParseResult parsed) => parsed.GetValue(_accept);

    /// <summary>Whether a model is named.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_name) is not null || (parsed.GetValue(_folder) is { } file && !Directory.Exists(file));

    public ModelLibrary Library(ParseResult parsed) =>
        new(parsed.GetValue(_folder) is { } given && Directory.Exists(given) ? [given] : ModelFolders.Default(), catalog: ModelFolders.Catalog());

    public string NameIn(ParseResult parsed, ModelLibrary library, Action<string> note) => NameIn(parsed, parsed.GetValue(_name), library, note);

    /// <returns>The model that is named, or else the one that a fidelity chooses; without one, as <see cref="NameIn(ParseResult, ModelLibrary, Action{string})"/>.</returns>
    public string NameIn(ParseResult parsed, ModelLibrary library, FidelityLevel? fidelity, Action<string> note) =>
        fidelity is not { } level || parsed.GetValue(_name) is not null || (parsed.GetValue(_folder) is { } file && !Directory.Exists(file))
            ? NameIn(parsed, library, note)
            : FidelityLadder.DefaultsOf(level).FirstOrDefault(library.List().Contains) ?? FidelityLadder.DefaultsOf(level)[0];

    /// <returns>Names of the models that are here, enlarge, and are allowed by a level. Opens every file.</returns>
    public static IReadOnlyList<string> AllowedIn(ModelLibrary library, FidelityLevel level) =>
        [.. library.List().Where(name => CardOf(library, name) is { Task: ModelTask.Upscale, Scale: not 1 } card && level.Allows(card.Fidelity))];

    /// <param name="parsed">The command line.</param>
    /// <param name="named">The model that is named; null when none is.</param>
    /// <param name="library">Where models are looked for.</param>
    /// <param name="note">Tells the user what is used instead of what is missing.</param>
    public string NameIn(ParseResult parsed, string? named, ModelLibrary library, Action<string> note)
    {
        if (FoundIn(parsed, named, library) is { } found)
            return found;
        note($"There is no model '{Preferred}' in the model folders, so {WithoutWeights} is used (no AI). It comes with the program; bring its folder 'models' back, or give -m FOLDER -n NAME.");
        return WithoutWeights;
    }

    /// <returns>The model that is named, or else the preferred one; null when none is named and that is not here.</returns>
    public string? FoundIn(ParseResult parsed, ModelLibrary library) => FoundIn(parsed, parsed.GetValue(_name), library);

    /// <returns>The name and the folder as they were given, for another process of this program.</returns>
    public IReadOnlyList<string> Given(ParseResult parsed) =>
        [.. new[] { _name, _folder }.Where(option => parsed.GetValue(option) is not null).SelectMany(option => new[] { option.Name, parsed.GetValue(option)! })];

    /// <summary>Fetches what is wanted and not here, when that is allowed; with a denoise strength, the model's partner too.</summary>
    public Task PullAsync(ParseResult parsed, ModelLibrary library, bool denoises, CancellationToken ct) =>
        PullAsync(parsed, parsed.GetValue(_name), library, denoises, ct);

    /// <inheritdoc cref="PullAsync(ParseResult, ModelLibrary, bool, CancellationToken)"/>
    public async Task PullAsync(ParseResult parsed, string? named, ModelLibrary library, bool denoises, CancellationToken ct)
    {
        var allowed = parsed.GetValue(_pull) || Environment.GetEnvironmentVariable("SUPERRES_PULL") == "1";
        var name = named ?? (Directory.Exists(parsed.GetValue(_folder)) ? Preferred : parsed.GetValue(_folder) ?? Preferred);
        if (!allowed || File.Exists(name))
            return;
        var catalog = ModelFolders.Catalog();
        var wanted = catalog.Find(name);
        var partner = denoises && wanted?.DenoisePartner is { } other ? catalog.Find(other) : null;
        var missing = new[] { wanted, partner }.OfType<CatalogEntry>().Where(entry => !library.Has(entry.Name)).ToList();
        if (missing.Count > 0)
            await new ModelPuller(library.Stores.Count == 1 ? library.Stores[0] : new(ModelFolders.Store), catalog)
                .PullAsync([.. missing.Select(entry => new PullOrder(entry, new("") { AcceptLicence = parsed.GetValue(_accept) }))], ct);
    }

    private static ModelCard? CardOf(ModelLibrary library, string name)
    {
        try
        {
            return library.Open(name).Card;
        }
        catch (FarmException)
        {
            return null;   // its file cannot be used
        }
    }

    private string? FoundIn(ParseResult parsed, string? named, ModelLibrary library)
    {
        if (named is not null)
            return named;
        if (parsed.GetValue(_folder) is { } file && !Directory.Exists(file))
            return file;
        return library.List().Contains(Preferred) ? Preferred : null;
    }
}
