using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Models.Catalog;

/// <summary>The models that can be fetched by name: those published by the field, and those of a user's own catalog.</summary>
public sealed class ModelCatalog
{
    // A thousand times what the built-in catalog needs; a device without length must not fill the memory.
    private const int LargestFile = 16 << 20;

    private static readonly Lazy<ModelCatalog> _builtIn = new(ReadBuiltIn);

    private readonly Dictionary<string, CatalogEntry> _byName = new(StringComparer.OrdinalIgnoreCase);

    private ModelCatalog(IReadOnlyList<CatalogEntry> entries, List<string> mistakes)
    {
        Entries = entries;
        foreach (var entry in entries)
        {
            foreach (var name in entry.Aliases.Prepend(entry.Name).Where(name => !_byName.TryAdd(name, entry)))
                mistakes.Add($"'{entry.Name}': '{name}' is already a name of '{_byName[name].Name}'");
        }
        mistakes.AddRange(entries.Where(HasWrongPartner).Select(entry =>
            $"'{entry.Name}': denoisePartner must name another model of the same architecture and scale"));
    }

    /// <summary>The catalog that comes with the program: <c>models/catalog.json</c>.</summary>
    public static ModelCatalog BuiltIn => _builtIn.Value;

    /// <summary>The entries, in the order of the catalog.</summary>
    public IReadOnlyList<CatalogEntry> Entries { get; }

    /// <summary>Reads a user's own catalog: its entries replace the built-in ones of the same name and come after the others.</summary>
    /// <param name="path">A file of the shape that <c>models/catalog.schema.json</c> describes.</param>
    /// <exception cref="FarmException">The file cannot be read, or has mistakes: all are named, each with entry and member
    /// (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static ModelCatalog Load(string path)
    {
        var mistakes = new List<string>();
        var own = CatalogReader.Read(ReadAll(path), mistakes);
        var names = own.Select(entry => entry.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var catalog = new ModelCatalog([.. BuiltIn.Entries.Where(entry => !names.Contains(entry.Name)), .. own], mistakes);
        return mistakes.Count == 0
            ? catalog
            : throw FarmException.Rejected(
                FailureCode.SettingsInvalid, $"The catalog '{Path.GetFileName(path)}' has mistakes: {string.Join("; ", mistakes)}.");
    }

    /// <returns>The entry of that name, alias or file name, in any case; null when there is none.</returns>
    public CatalogEntry? Find(string name) =>
        _byName.GetValueOrDefault(name)
        ?? Entries.FirstOrDefault(entry => entry.FileName.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    /// <returns>The entry whose published file has that checksum; null when none is known to.</returns>
    public CatalogEntry? FindByChecksum(string sha256) => Entries.FirstOrDefault(entry => entry.File.Sha256 == sha256);

    /// <returns>What is known of a file: training and licence when its checksum is a published one.</returns>
    /// <param name="name">Name that the model shall have.</param>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public ModelSource SourceOf(string name, string sha256) => SourceOf(name, sha256, FindByChecksum(sha256));

    /// <returns>What is known of a file that is the published one of <paramref name="entry"/>, or of nobody when that is null.</returns>
    /// <param name="name">Name that the model shall have.</param>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    /// <param name="entry">The published model, or null.</param>
    public static ModelSource SourceOf(string name, string sha256, CatalogEntry? entry) => entry is null
        ? new(name, sha256)
        : new(name, sha256, entry.Fidelity ?? Fidelity.Classical, entry.Licence.Name);

    private bool HasWrongPartner(CatalogEntry entry) =>
        entry.DenoisePartner is { } name
        && !(_byName.TryGetValue(name, out var partner)
            && partner != entry && partner.Architecture == entry.Architecture && partner.Scale == entry.Scale);

    private static ReadOnlyMemory<byte> ReadAll(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[LargestFile + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LargestFile ? bytes.AsMemory(0, length) : throw new IOException($"it has more than {LargestFile} bytes");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"The catalog '{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static ModelCatalog ReadBuiltIn()
    {
        using var resource = typeof(ModelCatalog).Assembly.GetManifestResourceStream("catalog.json")
            ?? throw new InvalidOperationException("The catalog is not in the assembly.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        var mistakes = new List<string>();
        var catalog = new ModelCatalog(CatalogReader.Read(bytes.ToArray(), mistakes), mistakes);
        return mistakes.Count == 0 ? catalog : throw new InvalidOperationException(string.Join("; ", mistakes));
    }
}
