using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperResFarm.Models.Downloads;

/// <summary>What must be remembered of an unfinished download to go on with it.</summary>
/// <param name="Url">Address that was asked for, before redirects: those differ from time to time.</param>
/// <param name="Validator">Version of the file, or null when the server names none: then it cannot go on.</param>
/// <param name="Total">Length of the whole file, or null when not known.</param>
internal sealed record PartRecord(Uri Url, Validator? Validator, long? Total)
{
    /// <returns>The record, or null when the stream holds none.</returns>
    public static PartRecord? Read(Stream stream)
    {
        try
        {
            stream.Position = 0;
            var record = JsonSerializer.Deserialize(stream, PartRecordJson.Default.PartRecord);
            record?.Validator?.Condition();
            return record;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }

    public async Task WriteAsync(Stream stream)
    {
        stream.Position = 0;
        await JsonSerializer.SerializeAsync(stream, this, PartRecordJson.Default.PartRecord);
        await stream.FlushAsync();
    }
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PartRecord))]
internal sealed partial class PartRecordJson : JsonSerializerContext;
