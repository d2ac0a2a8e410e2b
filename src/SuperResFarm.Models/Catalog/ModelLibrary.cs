using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Models.Catalog;

/// <summary>Finds models by name or path: a file, a built-in formula, an imported model, or a file in one of the model folders.</summary>
/// <param name="folders">Folders searched, in order: each is a <see cref="ModelStore"/> and may also hold <c>NAME.pth</c>, <c>NAME.pt</c>,
/// <c>NAME.safetensors</c> and <c>NAME.onnx</c>. Those that do not exist are skipped.</param>
/// <param name="limits">Bounds on model files; the defaults when null.</param>
/// <param name="catalog">Tells other names, training and licences; the built-in one when null.</param>
public sealed class ModelLibrary(IReadOnlyList<string> folders, CheckpointLimits? limits = null, ModelCatalog? catalog = null)
{
    private static readonly string[] _extensions = [".pth", ".pt", ".safetensors", ".onnx"];

    private readonly CheckpointLimits _limits = limits ?? CheckpointLimits.Default;
    private readonly ModelCatalog _catalog = catalog ?? ModelCatalog.BuiltIn;
    private readonly IReadOnlyList<ModelStore> _stores = [.. folders.Select(folder => new ModelStore(folder))];

    /// <summary>The folders, each as the store of imported models that it may be.</summary>
    public IReadOnlyList<ModelStore> Stores => _stores;

    /// <summary>Takes names only, never paths: for a service, whose callers must not reach its files. False by default.</summary>
    public bool NamesOnly { get; init; }

    /// <returns>The built-in models, then the names found in the folders, each once.</returns>
    public IReadOnlyList<string> List() =>
    [
        .. Resampling.Names,
        .. _stores.SelectMany(store => store.List()).Select(model => model.Card.Name).Concat(LooseFiles().Keys)
            .Distinct().Except(Resampling.Names).Order(StringComparer.Ordinal),
    ];

    /// <returns>Files in the folders that were not imported, by name; the first of each name.</returns>
    public IReadOnlyDictionary<string, string> LooseFiles() =>
        folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)
            .Where(file => _extensions.Contains(Path.GetExtension(file)) && !ModelStore.IsNamedByContent(file))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(group => group.Key, group => group.First());

    /// <returns>Whether <see cref="Open"/> would find the model.</returns>
    public bool Has(string nameOrPath) => IsFile(nameOrPath) || NamesOf(nameOrPath).Any(List().Contains);

    /// <summary>Tells a model from any other without loading it, and the same on every machine that has it.</summary>
    /// <param name="names">Names of built-in, imported or loose models, never paths. Those that are missing here besides the one that enlarges, and a partner that a
    /// denoise strength needs, are not part of the answer.</param>
    /// <returns>64 lower-case hexadecimal digits made from the stored network's or the file's SHA-256, or from the formula's name; null when there is no such model.</returns>
    public string? FingerprintOf(NamedModels names)
    {
        if (MainFingerprintOf(names.Model, names.DenoiseStrength) is not { } whole)
            return null;
        if (names.Before is { } before && FingerprintByName(before) is { } first)
            whole = Combined($"{first}, then {whole}");
        return names.Faces is not { } faces ? whole
            : Combined($"{whole}, faces by {FingerprintOf(faces.Restorer)}, found by {FingerprintOf(faces.Detector)}, parted by {FingerprintOf(faces.Parser)}");
    }

    /// <inheritdoc cref="FingerprintOf(NamedModels)"/>
    /// <param name="name">Name of one model; null: none, which has no fingerprint.</param>
    public string? FingerprintOf(string? name) => name is null ? null : FingerprintOf(new NamedModels(name));

    /// <returns>The imported models that <see cref="Open"/> would read: those that are named and, with a denoise strength, the partner, each with the store it
    /// is in. None for formulas and for files that were not imported.</returns>
    /// <param name="names">As for <see cref="FingerprintOf(NamedModels)"/>.</param>
    public IReadOnlyList<(ModelStore Store, StoredModel Model)> StoredFor(NamedModels names)
    {
        var partner = names.DenoiseStrength is null ? null : _catalog.Find(names.Model)?.DenoisePartner;
        return [.. names.Others.Append(partner).Prepend(names.Model).OfType<string>().Select(name => NamesOf(name).FirstOrDefault(Exists)).OfType<string>()
            .Select(StoredByName).OfType<(ModelStore, StoredModel)>()];
    }

    /// <summary>What the licence of a model asks for, and what was accepted of it when it was imported.</summary>
    /// <param name="nameOrPath">As for <see cref="Open"/>.</param>
    /// <param name="card">Its card.</param>
    /// <returns>The licence of the published model, or else that of its architecture where that asks for acceptance; and the accepted terms. Null: none known.</returns>
    public (LicenceTerms? Licence, string? AcceptedTerms) LicenceOf(string nameOrPath, ModelCard card)
    {
        var known = _catalog.Find(nameOrPath) ?? _catalog.Find(card.Name);
        var published = known?.Architecture == card.Architecture ? known : null;
        var licence = (published ?? _catalog.Entries.FirstOrDefault(entry => entry.Architecture == card.Architecture && entry.Licence.Acceptance))?.Licence;
        return (licence, IsFile(nameOrPath) ? null : NamesOf(nameOrPath).Select(StoredByName).FirstOrDefault(stored => stored is not null)?.Model.AcceptedTerms);
    }

    /// <summary>Opens a model.</summary>
    /// <param name="nameOrPath">Path of an existing file, name of a built-in model, name of an imported model, or name of a file in the
    /// folders, in this order. Other names that the catalog knows do as well.</param>
    /// <param name="scaleForResampling">Scale of the built-in models, 1 to 8; trained models have their own.</param>
    /// <param name="denoiseStrength">0 to 1 for a model that has a partner to be mixed with (realesr-general-x4v3): 1 is the model
    /// itself, 0 its partner; null for any model as it is.</param>
    /// <exception cref="FarmException">No such model (the message lists those there are), no partner, or the file is refused.</exception>
    public Network Open(string nameOrPath, int scaleForResampling = 4, double? denoiseStrength = null)
    {
        var network = OpenAsItIs(nameOrPath, scaleForResampling);
        return denoiseStrength is { } strength ? WeightBlend.Between(network, PartnerOf(nameOrPath, network), strength) : network;
    }

    private Network OpenAsItIs(string nameOrPath, int scaleForResampling)
    {
        if (IsFile(nameOrPath))
            return ReadFile(nameOrPath);
        if (Resampling.Names.Contains(nameOrPath))
            return Resampling.Build(nameOrPath, scaleForResampling);
        return NamesOf(nameOrPath).Select(FindByName).FirstOrDefault(network => network is not null) ?? throw Unknown(nameOrPath);
    }

    private string? MainFingerprintOf(string name, double? denoiseStrength)
    {
        var own = NamesOf(name).Select(FingerprintByName).FirstOrDefault(found => found is not null);
        if (own is null || denoiseStrength is not { } strength)
            return own;
        var partner = _catalog.Find(name)?.DenoisePartner is { } other ? FingerprintByName(other) : null;
        return Combined($"{strength} of {own}, rest {partner}");
    }

    private static string Combined(FormattableString parts) => FileHash.Sha256(Encoding.UTF8.GetBytes(FormattableString.Invariant(parts)));

    private string? FingerprintByName(string name)
    {
        if (Resampling.Names.Contains(name))
            return FileHash.Sha256(Encoding.UTF8.GetBytes(name));
        if (StoredByName(name) is { } stored)
            return stored.Model.OnnxSha256;
        if (FindIn(folders, name) is not { } file)
            return null;
        using var content = File.OpenRead(file);
        return FileHash.Sha256(content);
    }

    private Network? FindByName(string name)
    {
        if (StoredByName(name) is { } stored)
            return stored.Store.Open(stored.Model);
        return FindIn(folders, name) is { } file ? ReadFile(file) : null;
    }

    private bool Exists(string name) => Resampling.Names.Contains(name) || StoredByName(name) is not null || FindIn(folders, name) is not null;

    private (ModelStore Store, StoredModel Model)? StoredByName(string name)
    {
        if (Resampling.Names.Contains(name))
            return null;
        foreach (var store in _stores)
            if (store.Find(name) is { } model)
                return (store, model);
        return null;
    }

    private bool IsFile(string nameOrPath) => !NamesOnly && File.Exists(nameOrPath);

    private Network PartnerOf(string nameOrPath, Network network)
    {
        var name = IsFile(nameOrPath) ? Path.GetFileNameWithoutExtension(nameOrPath) : nameOrPath;
        if (_catalog.Find(name)?.DenoisePartner is not { } partner)
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid,
                $"Model '{network.Card.Name}' has no partner to set a denoise strength with; leave the strength out, or use "
                + $"{string.Join(", ", _catalog.Entries.Where(entry => entry.DenoisePartner is not null).Select(entry => entry.Name))}.");
        var beside = IsFile(nameOrPath) ? FindIn([Path.GetDirectoryName(Path.GetFullPath(nameOrPath))!], partner) : null;
        return OpenAsItIs(beside ?? partner, scaleForResampling: 1);
    }

    // A file of somebody's own may have the name that the catalog knows as another name of a published one.
    private IEnumerable<string> NamesOf(string name) => _catalog.Find(name) is { } entry && entry.Name != name ? [name, entry.Name] : [name];

    // The extensions have an order, so that a folder with both always gives the same.
    private static string? FindIn(IEnumerable<string> folders, string name) => Path.GetFileName(name) != name
        ? null
        : folders.SelectMany(folder => _extensions.Select(extension => Path.Combine(folder, name + extension))).FirstOrDefault(File.Exists);

    private FarmException Unknown(string name) => FarmException.Rejected(
        FailureCode.ModelUnknown,
        $"There is no model '{name}'{(_catalog.Find(name) is { } entry ? $" yet; 'superres models pull {entry.Name}' fetches it" : "")}; there are "
        + $"{string.Join(", ", List())} (folders searched: {(folders.Count == 0 ? "none" : string.Join(", ", folders))}).");

    private Network ReadFile(string path) => ModelFile.Read(path, _limits, sha256 => SourceOf(path, sha256));

    private ModelSource SourceOf(string path, string sha256) => Path.GetFileNameWithoutExtension(path) is var name && FileCard.Of(path, sha256) is { } card
        ? new(name, sha256, card.Fidelity, card.Licence)
        : _catalog.SourceOf(name, sha256);
}
