using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperResFarm.Cli.Reporting;

/// <summary>One object on one line, camelCase, absent facts left out, file names readable.</summary>
internal static class CliJson
{
    private static readonly JsonSerializerOptions _line = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, _line);
}
