using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Models.Catalog;

/// <summary>What <c>NAME.json</c> beside model files tells of them: what weights cannot tell, and which files are meant. <c>superres-train export</c> writes it.</summary>
public sealed record FileCard
{
    /// <summary>Ends the names of files whose weights are 16-bit floats.</summary>
    public const string HalfMark = "-fp16";

    private const long LargestBytes = 1 << 20;   // a card has a few thousand

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <value>What the model was trained for.</value>
    public required Fidelity Fidelity { get; init; }

    /// <value>SPDX name.</value>
    public required string Licence { get; init; }

    /// <value>Names of the files that the card is for, and their SHA-256 in lower-case hexadecimal.</value>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Looks for the card of a model file.</summary>
    /// <param name="path">The file. Its card has its name without extension, and without a <c>-fp16</c> before that.</param>
    /// <param name="sha256">Of the file.</param>
    /// <returns>Null when there is no card, or it is of other files.</returns>
    /// <exception cref="Contracts.Failures.FarmException">The card cannot be opened, or the file is not the one that it names.</exception>
    public static FileCard? Of(string path, string sha256)
    {
        var name = Path.ChangeExtension(path, null);
        var places = new[] { name, name.EndsWith(HalfMark, StringComparison.Ordinal) ? name[..^HalfMark.Length] : null };
        if (places.OfType<string>().Select(place => place + ".json").FirstOrDefault(File.Exists) is not { } place || Read(place) is not { } card
            || !card.Files.TryGetValue(Path.GetFileName(path), out var expected))
            return null;
        return expected == sha256
            ? card
            : throw ModelRefusal.Because(
                $"The model file '{Path.GetFileName(path)}' is not the one that its card '{Path.GetFileName(place)}' names (its checksum differs); bring the file back, or remove the card.");
    }

    // Any program may have put a NAME.json there; only one that looks like a card is taken for one.
    private static FileCard? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return file.Length > LargestBytes ? null : JsonSerializer.Deserialize<FileCard>(file, _json);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ModelRefusal.Because($"The card '{Path.GetFileName(path)}' cannot be read; check its permissions.", fault);
        }
    }
}
