using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Models.Cards;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Exporting;

/// <summary>The card of a trained model as a file: the facts about the network, and how it came to be.</summary>
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
    /// <param name="card">The facts; the checksum is that of the weights.</param>
    /// <param name="settings">Of the run. Folders are told by their names alone.</param>
    /// <param name="steps">Steps done.</param>
    public static void Write(string path, ModelCard card, RunSettings settings, int steps) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            card.Name,
            card.Architecture,
            card.Scale,
            card.Channels,
            card.ReceptiveFieldRadius,
            card.Fidelity,
            card.Licence,
            card.Sha256,
            Training = new
            {
                settings.Model,
                RunSetup.ShapeOf(settings).Parameters,
                Steps = steps,
                settings.Batch,
                settings.Patch,
                settings.Degradation,
                settings.Loss,
                settings.Rate,
                settings.LastRate,
                settings.Ema,
                settings.Seed,
                Data = settings.Data.Select(Path.GetFileName),
                From = Path.GetFileName(settings.From),
            },
        },
        _json) + '\n');
}
