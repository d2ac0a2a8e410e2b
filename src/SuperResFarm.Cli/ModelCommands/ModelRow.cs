using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary>One model in a list.</summary>
/// <param name="Name">Name to use with <c>-n</c>.</param>
/// <param name="State"><c>built-in</c>, <c>imported</c>, <c>file</c> (a file in a model folder) or <c>to pull</c>.</param>
/// <param name="Architecture">Family, or null when the file was not opened.</param>
/// <param name="Scale">Output over input, or null when there is none or it is not known.</param>
/// <param name="Fidelity">How far its pixels may be trusted, or null.</param>
/// <param name="Bytes">Length of the file, or null when not known.</param>
/// <param name="Licence">Short name of the licence, or null when not known.</param>
internal sealed record ModelRow(string Name, string State, string? Architecture, int? Scale, string? Fidelity, long? Bytes, string? Licence)
{
    /// <summary>Lists what is here, then what can be fetched; every name once.</summary>
    public static IReadOnlyList<ModelRow> All(ModelLibrary library, ModelCatalog catalog)
    {
        var builtIn = Resampling.Names.Select(name => new ModelRow(name, "built-in", name, null, "classical", null, "MIT"));
        var imported = library.Stores.SelectMany(store => store.List()).Select(model => new ModelRow(
            model.Card.Name, "imported", model.Card.Architecture, model.Card.Scale, model.Card.Fidelity.Spelled(), model.OnnxBytes, model.Card.Licence));
        var files = library.LooseFiles().OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => FromFile(file.Key, file.Value, catalog));
        var known = catalog.Entries.Select(entry => FromCatalog(entry, "to pull"));
        return [.. builtIn.Concat(imported).Concat(files).Concat(known).DistinctBy(row => row.Name)];
    }

    private static ModelRow FromFile(string name, string path, ModelCatalog catalog)
    {
        var row = catalog.Find(name) is { } entry ? FromCatalog(entry, "file") : new ModelRow(name, "file", null, null, null, null, null);
        return row with { Name = name, Bytes = new FileInfo(path).Length };
    }

    private static ModelRow FromCatalog(CatalogEntry entry, string state) => new(
        entry.Name, state, entry.Architecture, entry.Scale, entry.Fidelity is { } fidelity ? fidelity.Spelled() : null, entry.File.Bytes,
        entry.Licence.Acceptance ? $"{entry.Licence.Name} (to accept)" : entry.Licence.Name);
}
