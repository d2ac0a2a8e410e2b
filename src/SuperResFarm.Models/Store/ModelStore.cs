using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Store;

/// <summary>
/// A folder of imported models: <c>SHA256.onnx</c> and beside it the card <c>SHA256.json</c>. An ONNX file is named by its content, so
/// a changed byte is found at every load. The card is written last: without it there is no model.
/// </summary>
/// <param name="folder">The folder; made at the first import.</param>
public sealed class ModelStore(string folder)
{
    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <returns>Whether a file has a name as the files of a store have.</returns>
    internal static bool IsNamedByContent(string file) => Path.GetFileNameWithoutExtension(file) is { Length: 64 } name && name.All(char.IsAsciiHexDigitLower);

    /// <returns>All models by name. A card that cannot be read is left out here and reported by <see cref="VerifyAsync"/>.</returns>
    public IReadOnlyList<StoredModel> List() =>
        [.. Cards().Select(TryRead).OfType<StoredModel>().OrderBy(model => model.Card.Name, StringComparer.Ordinal)];

    /// <returns>The model of that name, or null.</returns>
    public StoredModel? Find(string name) => List().FirstOrDefault(model => model.Card.Name == name);

    /// <summary>Keeps a network.</summary>
    /// <param name="network">Its card's name must be free in this store, or be that of the same weights.</param>
    /// <param name="source">URL or file name of the weights.</param>
    /// <param name="acceptedTerms">Terms of the licence that were accepted, if there were any to accept.</param>
    /// <param name="importedAt">Now.</param>
    /// <returns>What was kept; the model that is there already when it is the same.</returns>
    /// <exception cref="FarmException">The name is taken, the folder cannot be written, or the disk is full.</exception>
    public StoredModel Add(Network network, string source, string? acceptedTerms, DateTimeOffset importedAt)
    {
        if (Find(network.Card.Name) is { } taken)
            return taken.Card.Sha256 == network.Card.Sha256 && taken.Card.Precision == network.Card.Precision
                ? taken
                : throw Taken($"There is another model '{network.Card.Name}' already");
        var fresh = Path.Combine(folder, $"{Guid.NewGuid():n}.part");
        try
        {
            Directory.CreateDirectory(folder);
            var (sha256, bytes) = network.WriteCore(fresh);
            var model = new StoredModel
            {
                Card = network.Card,
                OnnxSha256 = sha256,
                OnnxBytes = bytes,
                Source = source,
                ImportedAt = importedAt,
                AcceptedTerms = acceptedTerms,
            };
            if (File.Exists(CardOf(model)) && TryRead(CardOf(model)) is { } same)
                throw Taken($"The same weights are there already as '{same.Card.Name}'");
            File.Move(fresh, OnnxOf(model), overwrite: true);
            StoredModelFile.Write(fresh, model);
            File.Move(fresh, CardOf(model), overwrite: true);
            return model;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    /// <summary>Loads a model after comparing its checksum.</summary>
    /// <exception cref="FarmException">The file is missing or was changed.</exception>
    public Network Open(StoredModel model)
    {
        try
        {
            using var file = File.OpenRead(OnnxOf(model));
            return Network.FromCore(file, model.OnnxSha256, model.Card) ?? throw Changed(model);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ModelRefusal.Because($"The model '{model.Card.Name}' lacks its file '{model.OnnxSha256}.onnx'; remove it and import it again.", fault);
        }
    }

    /// <summary>Checks every model.</summary>
    /// <returns>For each card file its model (null when the card itself is damaged) and what is wrong with it (null when nothing
    /// is).</returns>
    public async IAsyncEnumerable<(string File, StoredModel? Model, string? Fault)> VerifyAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var card in Cards())
            yield return TryRead(card) is not { } model
                ? (Path.GetFileName(card), null, "the card is damaged")
                : (Path.GetFileName(OnnxOf(model)), model, await FaultOfAsync(model, ct));
    }

    /// <summary>Removes a model: the card first, so that nobody finds half of it.</summary>
    /// <exception cref="FarmException">The folder cannot be written.</exception>
    public void Remove(StoredModel model)
    {
        try
        {
            File.Delete(CardOf(model));
            File.Delete(OnnxOf(model));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
    }

    private IEnumerable<string> Cards() =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Where(IsNamedByContent).Order(StringComparer.Ordinal) : [];

    private static StoredModel? TryRead(string card)
    {
        try
        {
            return StoredModelFile.Read(card);
        }
        catch (Exception fault) when (fault is FarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<string?> FaultOfAsync(StoredModel model, CancellationToken ct)
    {
        try
        {
            return await FileHash.Sha256Async(OnnxOf(model), ct) == model.OnnxSha256 ? null : "its content was changed";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "its .onnx file is missing or cannot be read";
        }
    }

    private string OnnxOf(StoredModel model) => Path.Combine(folder, model.OnnxSha256 + ".onnx");

    private string CardOf(StoredModel model) => Path.Combine(folder, model.OnnxSha256 + ".json");

    private static FarmException Taken(string what) =>
        FarmException.Rejected(FailureCode.SettingsInvalid, $"{what}; choose another name, or remove that one first.");

    private static FarmException Changed(StoredModel model) => ModelRefusal.Because(
        $"The file of model '{model.Card.Name}' was changed since it was imported (its checksum differs); remove it and import it again.");

    private static FarmException Unwritable(Exception fault) => FarmException.Rejected(
        fault.SaysFull() ? FailureCode.StorageFull : FailureCode.OutputUnwritable,
        fault.SaysFull() ? "The disk with the model store is full; make room, or set SUPERRES_MODELS to another folder."
            : "The model store cannot be written; check its permissions, or set SUPERRES_MODELS to another folder.", fault);
}
