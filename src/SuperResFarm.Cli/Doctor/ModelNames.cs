using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.Doctor;

/// <summary>Finds the names of models that are known by the checksum of their source.</summary>
/// <param name="library">Where models are looked for.</param>
internal sealed class ModelNames(ModelLibrary library)
{
    private const int Shown = 12;   // digits of a checksum, which are enough to tell models apart

    // Loose files are read for their checksums, so only whoever asks pays for it.
    private readonly Lazy<IReadOnlyDictionary<string, string>> _names = new(() => All(library)
        .GroupBy(one => one.Sha256).ToDictionary(same => same.Key, same => same.First().Name));

    /// <returns>The model's name; the start of the checksum when no model here has it.</returns>
    public string Of(string sha256) => _names.Value.GetValueOrDefault(sha256) ?? sha256[..Math.Min(Shown, sha256.Length)];

    private static IEnumerable<(string Sha256, string Name)> All(ModelLibrary library)
    {
        foreach (var formula in Resampling.Names)
            for (var scale = 1; scale <= Resampling.LargestScale; scale++)
                yield return (Resampling.Build(formula, scale).Card.Sha256, $"{formula} x{scale}");
        foreach (var model in library.Stores.SelectMany(store => store.List()))
            yield return (model.Card.Sha256, model.Card.Name);
        foreach (var (name, file) in library.LooseFiles())
            if (ChecksumOf(file) is { } sha256)
                yield return (sha256, name);
    }

    private static string? ChecksumOf(string file)
    {
        try
        {
            using var content = File.OpenRead(file);
            return FileHash.Sha256(content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;   // it has no name in this table, which is no fault of the machine
        }
    }
}
