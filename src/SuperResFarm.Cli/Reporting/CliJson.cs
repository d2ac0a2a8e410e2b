using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Objects in camelCase, absent facts left out, file names readable.</summary>
internal static class CliJson
{
    private static readonly JsonSerializerOptions _line = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions _document = new(_line) { WriteIndented = true };

    /// <returns>One line.</returns>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, _line);

    /// <returns>Lines for people, with one at the end.</returns>
    public static string Document<T>(T value) => JsonSerializer.Serialize(value, _document) + "\n";
}
