using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Api.Catalog;

/// <summary>
/// The models of the folders, and what is known of them. Files are opened and hashed once, and again only after something in the folders has changed.
/// </summary>
/// <param name="library">The folders; takes names only.</param>
/// <param name="catalog">Knows other names and partners.</param>
internal sealed class KnownModels(ModelLibrary library, ModelCatalog catalog)
{
    private const int MostRemembered = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, KnownModel?> _models = [];
    private readonly Dictionary<NamedModels, string?> _fingerprints = [];
    private string _state = "";

    /// <returns>The models of the folders that options name.</returns>
    public static KnownModels Of(ModelsOptions options)
    {
        var catalog = ModelFolders.Catalog();
        return new(new ModelLibrary(options.Searched(), catalog: catalog) { NamesOnly = true }, catalog);
    }

    /// <returns>A model; null: there is none of that name.</returns>
    /// <param name="name">Its name, or another that the catalog knows.</param>
    public KnownModel? Find(string name) => Remembered(_models, name, () => Look(name));

    /// <returns>What a job pins; null: there is no such model.</returns>
    /// <param name="names">Its name, or another that the catalog knows, and those of the other models that results rest on.</param>
    public string? FingerprintOf(NamedModels names) => Remembered(_fingerprints, names, () => library.FingerprintOf(names));

    /// <returns>Name and terms of a licence that somebody has to accept before the model is used; null: none, or it was accepted when the model was imported.</returns>
    /// <param name="name">Its name.</param>
    /// <param name="card">What is known of it.</param>
    public (string Licence, string Terms)? TermsOf(string name, ModelCard card) =>
        library.LicenceOf(name, card) is ({ Acceptance: true, Terms: { } terms } licence, null) ? (licence.Name, terms) : null;

    /// <returns>Name of the model that one is mixed with for a denoise strength; null: none.</returns>
    public string? PartnerOf(string name) => catalog.Find(name)?.DenoisePartner;

    /// <returns>Every model that jobs may name, those for faces included.</returns>
    public IEnumerable<ModelBody> List()
    {
        foreach (var (name, card) in All())
            if (FingerprintOf(new NamedModels(name)) is { } fingerprint)
                yield return new(name, card.Scale, card.Architecture, card.Fidelity.Spelled(), card.Licence, fingerprint, PartnerOf(name)) { Task = card.Task.Spelled() };
    }

    /// <returns>Names of the models that enlarge images, and what is known of them.</returns>
    public IEnumerable<(string Name, ModelCard Card)> Usable() => All().Where(model => model.Card.Task == ModelTask.Upscale);

    private IEnumerable<(string Name, ModelCard Card)> All()
    {
        foreach (var name in library.List())
            if (Find(name) is { Fault: null, Card: { } card })
                yield return (name, card);
    }

    private T Remembered<TKey, T>(Dictionary<TKey, T> memory, TKey key, Func<T> look)
        where TKey : notnull
    {
        lock (_lock)
        {
            var state = StateOfFolders();
            if (state != _state || memory.Count > MostRemembered)
            {
                _models.Clear();
                _fingerprints.Clear();
                _state = state;
            }
            if (!memory.TryGetValue(key, out var known))
                memory[key] = known = look();
            return known;
        }
    }

    private KnownModel? Look(string name)
    {
        if (library.FingerprintOf(name) is null)
            return null;
        if (library.StoredFor(new NamedModels(name)) is [var stored, ..])
            return new(stored.Model.Card.Name, stored.Model.Card);
        try
        {
            return new(name, library.Open(name).Card);
        }
        catch (FarmException fault)
        {
            return new(name, null, fault.Message);
        }
    }

    private string StateOfFolders() => string.Join('|', library.Stores.Select(store => new DirectoryInfo(store.Folder)).Where(folder => folder.Exists)
        .SelectMany(folder => folder.EnumerateFiles()).Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}")));
}
