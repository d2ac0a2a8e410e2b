using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Exporting;

/// <summary>The card of a trained model as a file: the facts about the network, its files, and how it came to be.</summary>
internal static class TrainedCard
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="path">Is replaced where it exists.</param>
    /// <param name="card">The facts.</param>
    /// <param name="settings">Of the run. Folders are told by their names alone.</param>
    /// <param name="steps">Steps done.</param>
    /// <param name="files">Those that belong to it.</param>
    public static void Write(string path, ModelCard card, RunSettings settings, int steps, IReadOnlyList<string> files) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            card.Name,
            card.Architecture,
            card.Scale,
            card.Channels,
            card.ReceptiveFieldRadius,
            card.Fidelity,
            card.Licence,
            Files = files.ToDictionary(file => Path.GetFileName(file), Sha256Of),
            Training = new
            {
                settings.Model,
                RunSetup.ShapeOf(settings).Parameters,
                Steps = steps,
                settings.Batch,
                settings.Patch,
                settings.Degradation,
                settings.Loss,
                settings.Perceptual,
                settings.Adversarial,
                settings.Precision,
                settings.Rate,
                settings.LastRate,
                settings.Ema,
                settings.Seed,
                Data = settings.Data.Select(Path.GetFileName),
                From = Path.GetFileName(settings.From),
            },
        },
        _json) + '\n');

    private static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return FileHash.Sha256(file);
    }
}
